package dev.doubletick.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageFailure.Reason;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.internal.thread.ManualWorker;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessagesTest {

    private static final PhoneNumber ALICE = PhoneNumber.ofDigits("4915100000001");
    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4915100000002");
    private static final MessageFailure FAILURE = MessageFailure.of(Reason.NOT_ALLOWED, "not any more");

    private final ManualWorker worker = new ManualWorker();
    private final List<Message> statuses = new ArrayList<>();
    private final List<Message> refused = new ArrayList<>();

    @TempDir
    private Path folder;

    private MessageStore store;
    private Messages messages;

    @BeforeEach
    void create() {
        store = new SqliteMessageStore(folder.resolve("messages.db"));
        store.open();
        store.saveAccount(Account.of(ALICE, "secret", List.of(URI.create("mqtt://a:1883"))));
        DoubletickListener listener = new DoubletickListener() {
            @Override
            public void onMessageStatus(Message message) {
                statuses.add(message);
            }

            @Override
            public void onChangeRefused(Message message, MessageFailure reason) {
                assertThat(reason).isEqualTo(FAILURE);
                refused.add(message);
            }
        };
        Clock clock = Clock.systemUTC();
        messages = new Messages(
                store,
                worker,
                new Callbacks(listener, worker, Optional.of(Runnable::run)),
                new MessageIdGenerator(clock, new SecureRandom()),
                clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Message queueEdit() {
        Message text = messages.timeline().send(BOB, new Body.Text("hi"));
        store.markSent(text.id(), text.createdAt());
        messages.timeline().edit(text.key(), "ho");
        return store.firstQueued(BOB).orElseThrow();
    }

    @Test
    void aRefusedChangeIsToldWithTheMessageThatItWasAbout() {
        Message edit = queueEdit();

        messages.statusChanged(store.markFailed(edit.id(), FAILURE).orElseThrow());
        worker.run();

        assertThat(refused).singleElement().satisfies(message -> assertThat(message.text())
                .contains("ho"));
        assertThat(statuses).isEmpty();
        assertThat(store.outgoing(edit.id()).orElseThrow().content().size()).isZero();
    }

    @Test
    void nobodyIsToldThatTheServerRefusedAMessageWhichIsGoneFromHere() {
        Message text = messages.timeline().send(BOB, new Body.Text("hi"));
        // It is under way by now.
        messages.timeline().deleteForEveryone(text.key());
        messages.timeline().deleteHere(text.key());

        messages.statusChanged(store.markFailed(text.id(), FAILURE).orElseThrow());
        worker.run();

        assertThat(refused).isEmpty();
        assertThat(statuses).isEmpty();
    }

    @Test
    void nobodyIsToldOfTheTicksOfAChange() {
        Message edit = queueEdit();

        messages.statusChanged(store.markSent(edit.id(), edit.createdAt()).orElseThrow());
        worker.run();

        assertThat(statuses).isEmpty();
        assertThat(refused).isEmpty();
    }

    @Test
    void theTicksOfAMessageAreTold() {
        Message text = messages.timeline().send(BOB, new Body.Text("hi"));

        messages.statusChanged(store.markSent(text.id(), text.createdAt()).orElseThrow());
        worker.run();

        assertThat(statuses).extracting(Message::status).containsExactly(MessageStatus.SENT);
    }

    @Test
    void tidiesUpOnceADayUntilItIsStopped() {
        messages.storeOpened();
        assertThat(worker.timers()).isEqualTo(1);

        worker.advance(Duration.ofDays(3));
        assertThat(worker.timers()).isEqualTo(1);
        messages.stop();

        assertThat(worker.timers()).isZero();
    }
}
