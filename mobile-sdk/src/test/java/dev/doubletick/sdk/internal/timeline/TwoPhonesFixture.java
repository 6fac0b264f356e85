package dev.doubletick.sdk.internal.timeline;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.Envelope;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two phones that write to each other; a test carries their messages. */
abstract class TwoPhonesFixture {

    static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    TestPhone alice;
    TestPhone bob;

    @BeforeEach
    void open() {
        alice = new TestPhone(folder, PhoneNumber.ofDigits("4915100000001"), NOW);
        bob = new TestPhone(folder, PhoneNumber.ofDigits("4915100000002"), NOW);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    void exchange() {
        alice.deliverTo(bob);
        bob.deliverTo(alice);
    }

    Message write(String text) {
        Message sent = alice.timeline.send(bob.number, new Body.Text(text));
        exchange();
        return sent;
    }

    void arrive(TestPhone at, PhoneNumber from, MessageId id, Body body) {
        at.receive(from, id, MessageContent.of(Envelope.of(body)));
    }

    void arrive(TestPhone at, PhoneNumber from, Body body) {
        arrive(at, from, at.ids.next(), body);
    }

    static MessageKey mirrored(Message message, TestPhone writer) {
        return MessageKey.of(writer.number, message.direction().opposite(), message.id());
    }
}
