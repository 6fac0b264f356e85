package dev.doubletick.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.RecordingLink;
import dev.doubletick.sdk.internal.thread.ManualWorker;
import dev.doubletick.sdk.testing.FailingStore;
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

/** The conversation with the broker over links that go nowhere. */
class SessionTest {

    private static final PhoneNumber ME = PhoneNumber.ofDigits("4915100000001");
    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4915100000002");
    private static final Account ACCOUNT = Account.of(ME, "secret", List.of(URI.create("mqtt://a:1883")));
    private static final Duration CAP = Duration.ofMinutes(2);

    private static final Inbound CHAT_STATE = new Inbound(
            "c/" + ME.digits() + "/" + BOB.digits(),
            Optional.empty(),
            MessageContent.of(Optional.empty(), new byte[] {1}),
            0);

    private final ManualWorker worker = new ManualWorker();
    private final MessageIdGenerator ids = new MessageIdGenerator(Clock.systemUTC(), new SecureRandom());
    private final List<RecordingLink> links = new ArrayList<>();
    private final List<Message> arrived = new ArrayList<>();
    private final List<Message> statuses = new ArrayList<>();

    private final DoubletickListener listener = new DoubletickListener() {
        @Override
        public void onMessage(Message message) {
            arrived.add(message);
        }

        @Override
        public void onMessageStatus(Message message) {
            statuses.add(message);
        }
    };

    @TempDir
    private Path folder;

    private FailingStore store;
    private Callbacks callbacks;
    private Messages messages;
    private Session session;

    @BeforeEach
    void create() {
        store = new FailingStore(folder.resolve("messages.db"));
        store.open();
        store.saveAccount(ACCOUNT);
        callbacks = new Callbacks(listener, worker, Optional.of(Runnable::run));
        messages = new Messages(store, worker, callbacks, ids, Clock.systemUTC());
        session = session(false);
    }

    private Session session(boolean lowBandwidth) {
        Settings settings = new Settings(
                store,
                Optional.empty(),
                listener,
                Optional.of(Runnable::run),
                Optional.empty(),
                List.of(),
                Duration.ofMinutes(1),
                lowBandwidth,
                Waits.DEFAULT,
                Clock.systemUTC(),
                new SecureRandom());
        return new Session(
                settings,
                worker,
                callbacks,
                messages,
                new Blocks(store),
                new ServiceCalls(
                        Optional.empty(), store, new StoreCalls(store, worker, callbacks, () -> {}), callbacks),
                (account, broker, events) -> {
                    RecordingLink link = new RecordingLink(account.phone());
                    links.add(link);
                    return link;
                },
                ids);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private RecordingLink last() {
        return links.get(links.size() - 1);
    }

    private RecordingLink connect() {
        session.start(ACCOUNT);
        session.connected(last(), 10);
        worker.run();
        return last();
    }

    private void receive(RecordingLink on, String text, int packetId) {
        session.received(
                on,
                new Inbound(
                        "m/" + ME.digits() + "/" + BOB.digits(),
                        Optional.of(ids.next().toBytes()),
                        MessageContent.text(text),
                        packetId));
    }

    private Message send(String text) {
        Message message = messages.timeline().send(BOB, new Body.Text(text));
        session.messageAdded(BOB);
        return message;
    }

    private MessageStatus status(MessageId id) {
        return store.outgoing(id).orElseThrow().status();
    }

    @Test
    void anErrorAfterTheCommitKeepsNothingElseFromHappening() {
        RecordingLink link = connect();
        Message sent = send("out");
        link.failNextAcknowledgement(new IllegalStateException("on purpose"));

        receive(link, "one", 1);
        receive(link, "two", 2);
        session.answered(link, link.published.get(0), new Answer(0, Optional.empty()));
        worker.run();

        assertThat(arrived).extracting(message -> message.text().orElseThrow()).containsExactly("one", "two");
        assertThat(link.acknowledged).containsExactly(2);
        assertThat(status(sent.id())).isEqualTo(MessageStatus.SENT);
        assertThat(statuses).hasSize(1);
    }

    @Test
    void doesNotComeBackEverySecondWhileTheDiskIsFull() {
        store.failNextArrivals(Integer.MAX_VALUE);
        session.start(ACCOUNT);
        int connections = 0;
        for (int second = 0; second < 3_600; second++) {
            if (links.size() > connections) {
                connections = links.size();
                session.connected(last(), 10);
                // Needs no disk, and so proves nothing.
                session.received(last(), CHAT_STATE);
                worker.run();
                receive(last(), "what the broker sends at each connection", 1);
            }
            worker.advance(Duration.ofSeconds(1));
        }

        assertThat(connections).isBetween(30, 200);
        assertThat(arrived).isEmpty();
    }

    @Test
    void seenReceiptsWaitForOthersWhereBandwidthIsLow() {
        session = session(true);
        RecordingLink link = connect();

        receive(link, "one", 1);
        worker.run();
        readAll();
        worker.advance(Duration.ofSeconds(14));
        receive(link, "two", 2);
        worker.run();
        readAll();
        assertThat(link.published).isEmpty();
        worker.advance(Duration.ofSeconds(1));

        assertThat(link.published).singleElement().satisfies(receipt -> assertThat(receipt.ids())
                .containsExactly(arrived.get(0).id(), arrived.get(1).id()));
    }

    @Test
    void seenReceiptsLeaveAtOnceOtherwise() {
        RecordingLink link = connect();
        receive(link, "one", 1);
        worker.run();

        readAll();

        assertThat(link.published).hasSize(1);
    }

    private void readAll() {
        assertThat(messages.seen().read(BOB, Long.MAX_VALUE, true)).isPositive();
        session.receiptsAdded(BOB);
    }

    @Test
    void anAcknowledgementGoesToTheLinkThatTheMessageCameOnAndToNoOther() {
        RecordingLink first = connect();
        session.lost(first, LinkException.broken("on purpose"));
        worker.advance(CAP);
        RecordingLink second = last();
        session.connected(second, 10);
        // It comes to be stored only now. Packet ids begin at 1 on each link.
        receive(first, "one", 1);
        worker.run();

        assertThat(second).isNotSameAs(first);
        assertThat(arrived).hasSize(1);
        assertThat(first.acknowledged).containsExactly(1);
        assertThat(second.acknowledged).isEmpty();
    }
}
