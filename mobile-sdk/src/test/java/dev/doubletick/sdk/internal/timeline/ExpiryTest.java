package dev.doubletick.sdk.internal.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.internal.thread.ManualWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiryTest {

    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4915100000002");
    private static final Duration HOUR = Duration.ofHours(1);

    private final ManualWorker worker = new ManualWorker();
    private final List<MessageKey> gone = new ArrayList<>();

    @TempDir
    private Path folder;

    private TestPhone alice;
    private Expiry expiry;

    @BeforeEach
    void open() {
        alice = new TestPhone(folder, PhoneNumber.ofDigits("4915100000001"), Instant.parse("2026-05-01T10:00:00Z"));
        alice.timeline.setTimer(BOB, HOUR);
        expiry = new Expiry(alice.store, worker, alice.clock, message -> gone.add(message.key()));
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private Message sent(String text) {
        Message message = alice.timeline.send(BOB, new Body.Text(text));
        alice.store.markSent(message.id(), alice.clock.instant());
        expiry.check();
        return message;
    }

    private void advance(Duration time) {
        alice.clock.advance(time);
        worker.advance(time);
    }

    @Test
    void aMessageDisappearsWhenItsTimeIsOver() {
        Message first = sent("1");
        advance(Duration.ofMinutes(30));
        Message second = sent("2");

        advance(Duration.ofMinutes(30));
        assertThat(gone).containsExactly(first.key());
        advance(Duration.ofMinutes(30));
        assertThat(gone).containsExactly(first.key(), second.key());
        assertThat(worker.timers()).isZero();
    }

    @Test
    void whatIsNotSentDoesNotDisappear() {
        alice.timeline.send(BOB, new Body.Text("still here"));
        expiry.check();

        advance(Duration.ofDays(30));

        assertThat(gone).isEmpty();
        assertThat(alice.store.search("still", Optional.empty(), Long.MAX_VALUE, 1))
                .hasSize(1);
    }

    @Test
    void seesThatTheClockWasSetWithinMinutes() {
        Message message = sent("1");

        alice.clock.advance(HOUR);
        worker.advance(Duration.ofMinutes(10));

        assertThat(gone).containsExactly(message.key());
    }

    @Test
    void catchesUpOnWhatBecameDueMeanwhile() {
        for (int i = 0; i < 1_200; i++) {
            Message message = alice.timeline.send(BOB, new Body.Text("1"));
            alice.store.markSent(message.id(), alice.clock.instant());
        }
        alice.clock.advance(Duration.ofDays(1));

        expiry.check();

        assertThat(gone).hasSize(1_200).doesNotHaveDuplicates();
    }

    @Test
    void stops() {
        sent("1");

        expiry.stop();

        assertThat(worker.timers()).isZero();
    }
}
