package dev.doubletick.sdk.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.internal.connection.Backoff;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.Publication;
import dev.doubletick.sdk.internal.link.RecordingLink;
import dev.doubletick.sdk.internal.thread.ManualWorker;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.StoreException;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {

    private static final PhoneNumber ME = PhoneNumber.ofE164("+4915100000001");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4915100000002");
    private static final PhoneNumber CAROL = PhoneNumber.ofE164("+4915100000003");
    private static final PhoneNumber DAVE = PhoneNumber.ofE164("+4915100000004");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final int ACCEPTED = 0x00;
    private static final int NOT_REGISTERED = 0x10;
    private static final int QUOTA = 0x97;
    private static final int NOT_STORED = 0x80;
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(2);

    private final SecureRandom random = new SecureRandom();
    private final MessageIdGenerator ids = new MessageIdGenerator(Clock.systemUTC(), random);
    private final ManualWorker worker = new ManualWorker();
    private final List<Message> statuses = new ArrayList<>();
    private final List<Exception> broken = new ArrayList<>();
    private final RecordingLink link = new RecordingLink(ME);

    @TempDir
    private Path folder;

    private MessageStore store;
    private Outbox outbox;

    @BeforeEach
    void create() {
        store = new SqliteMessageStore(folder.resolve("messages.db"));
        store.open();
        outbox = new Outbox(
                store,
                worker,
                CLOCK,
                Duration.ofSeconds(30),
                () -> new Backoff(Duration.ofSeconds(1), MAX_BACKOFF, random),
                statuses::add,
                broken::add);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private MessageId queue(PhoneNumber to, String text) {
        MessageId id = store.addOutgoing(ids.next(), to, MessageContent.text(text), NOW)
                .id();
        outbox.messageAdded(to);
        return id;
    }

    private void answer(RecordingLink on, Publication publication, int code) {
        List<Runnable> afterCommit = new ArrayList<>();
        store.inTransaction(() -> {
            outbox.answered(on, publication, new Answer(code, Optional.empty()), afterCommit);
            return null;
        });
        afterCommit.forEach(Runnable::run);
    }

    private void answerLast(int code) {
        answer(link, link.published.get(link.published.size() - 1), code);
    }

    private static List<MessageId> ids(RecordingLink link) {
        return link.published.stream()
                .flatMap(publication -> publication.ids().stream())
                .toList();
    }

    @Test
    void publishesWhatWasQueuedBeforeTheConnection() {
        MessageId id = queue(BOB, "hello");
        assertThat(link.published).isEmpty();

        outbox.connected(link, 10);

        assertThat(link.published).singleElement().satisfies(publication -> {
            assertThat(publication.topic()).isEqualTo(Topic.of(Topic.Kind.MESSAGE, BOB));
            assertThat(publication.correlation()).contains(id);
            assertThat(publication.content()).isEqualTo(MessageContent.text("hello"));
        });
    }

    @Test
    void aTickIsToldOnce() {
        outbox.connected(link, 10);
        MessageId id = queue(BOB, "hello");

        answerLast(ACCEPTED);
        answerLast(ACCEPTED);

        assertThat(statuses).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(id);
            assertThat(message.status()).isEqualTo(MessageStatus.SENT);
            assertThat(message.sentAt()).contains(NOW);
        });
        assertThat(link.published).hasSize(1);
    }

    @Test
    void sendsToOneRecipientOneAfterTheOther() {
        outbox.connected(link, 10);
        MessageId first = queue(BOB, "1");
        MessageId second = queue(BOB, "2");
        MessageId third = queue(BOB, "3");

        assertThat(ids(link)).containsExactly(first);
        answerLast(ACCEPTED);
        assertThat(ids(link)).containsExactly(first, second);
        answerLast(ACCEPTED);
        assertThat(ids(link)).containsExactly(first, second, third);
    }

    @Test
    void sendsToDifferentRecipientsSideBySideWithinTheWindow() {
        outbox.connected(link, 2);
        MessageId bobs = queue(BOB, "1");
        MessageId carols = queue(CAROL, "1");
        MessageId daves = queue(DAVE, "1");

        assertThat(ids(link)).containsExactly(bobs, carols);
        answer(link, link.published.get(0), ACCEPTED);
        assertThat(ids(link)).containsExactly(bobs, carols, daves);
    }

    @Test
    void nobodyWaitsForOneRecipientsLongQueue() {
        for (int i = 0; i < 50; i++) {
            queue(BOB, "" + i);
        }
        MessageId carols = queue(CAROL, "1");

        outbox.connected(link, 1);
        answerLast(ACCEPTED);

        assertThat(ids(link)).last().isEqualTo(carols);
    }

    @Test
    void whatIsRefusedForTheMomentIsTriedAgainBeforeWhatFollows() {
        outbox.connected(link, 10);
        MessageId first = queue(BOB, "1");
        MessageId second = queue(BOB, "2");
        MessageId carols = queue(CAROL, "1");

        answer(link, link.published.get(0), QUOTA);
        answer(link, link.published.get(1), ACCEPTED);

        assertThat(ids(link)).containsExactly(first, carols);
        worker.advance(Duration.ofSeconds(1));
        assertThat(ids(link)).containsExactly(first, carols, first);
        answerLast(NOT_STORED);
        worker.advance(Duration.ofSeconds(2));
        answerLast(ACCEPTED);
        assertThat(ids(link)).containsExactly(first, carols, first, first, second);
        assertThat(statuses).extracting(Message::id).containsExactly(carols, first);
        assertThat(store.outgoing(second).orElseThrow().status()).isEqualTo(MessageStatus.QUEUED);
    }

    @Test
    void whoIsRefusedForTheMomentTakesNoPlaceInTheWindow() {
        outbox.connected(link, 1);
        queue(BOB, "1");
        MessageId carols = queue(CAROL, "1");

        answerLast(QUOTA);

        assertThat(ids(link)).last().isEqualTo(carols);
    }

    @Test
    void keepsTryingForAsLongAsItTakes() {
        outbox.connected(link, 10);
        MessageId id = queue(BOB, "1");

        for (int tries = 1; tries <= 20; tries++) {
            answerLast(QUOTA);
            for (int waited = 0; link.published.size() == tries && waited <= MAX_BACKOFF.toSeconds(); waited++) {
                worker.advance(Duration.ofSeconds(1));
            }
        }

        assertThat(ids(link)).hasSize(21).containsOnly(id);
        assertThat(broken).isEmpty();
    }

    @Test
    void whatIsRefusedForGoodFailsAndTheNextOneFollows() {
        outbox.connected(link, 10);
        MessageId first = queue(BOB, "1");
        MessageId second = queue(BOB, "2");

        answerLast(NOT_REGISTERED);

        assertThat(statuses).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(first);
            assertThat(message.status()).isEqualTo(MessageStatus.FAILED);
        });
        assertThat(ids(link)).containsExactly(first, second);
    }

    @Test
    void startsOverOnTheNextConnectionWithTheSameIds() {
        outbox.connected(link, 10);
        MessageId first = queue(BOB, "1");
        MessageId second = queue(BOB, "2");
        outbox.disconnected();
        RecordingLink next = new RecordingLink(ME);

        outbox.connected(next, 10);
        answer(next, next.published.get(0), ACCEPTED);

        assertThat(ids(next)).containsExactly(first, second);
    }

    @Test
    void anAnswerFromThePastCountsForTheMessageAndNotForTheConnection() {
        outbox.connected(link, 1);
        MessageId first = queue(BOB, "1");
        MessageId second = queue(BOB, "2");
        RecordingLink next = new RecordingLink(ME);
        outbox.connected(next, 1);

        answer(link, link.published.get(0), ACCEPTED);

        assertThat(statuses).extracting(Message::id).containsExactly(first);
        assertThat(ids(next)).containsExactly(first);
        answer(next, next.published.get(0), ACCEPTED);
        assertThat(ids(next)).containsExactly(first, second);
        assertThat(statuses).hasSize(1);
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        outbox.connected(link, 10);
        queue(BOB, "1");

        worker.advance(Duration.ofSeconds(29));
        assertThat(broken).isEmpty();
        worker.advance(Duration.ofSeconds(2));

        assertThat(broken).hasSize(1);
    }

    @Test
    void noTimerIsLeftOnceAllIsAnswered() {
        outbox.connected(link, 10);
        queue(BOB, "1");
        queue(CAROL, "1");
        answer(link, link.published.get(0), ACCEPTED);
        answer(link, link.published.get(1), QUOTA);

        assertThat(worker.timers()).isEqualTo(1);
        outbox.disconnected();

        assertThat(worker.timers()).isZero();
    }

    @Test
    void sendsSeenReceiptsTogether() {
        MessageId first = ids.next();
        MessageId second = ids.next();
        store.addIncoming(first, BOB, MessageContent.text("1"), NOW, NOW);
        store.addIncoming(second, BOB, MessageContent.text("2"), NOW, NOW);
        store.markSeen(BOB, Long.MAX_VALUE, NOW);

        outbox.connected(link, 10);

        assertThat(link.published).singleElement().satisfies(publication -> {
            assertThat(publication.topic()).isEqualTo(Topic.of(Topic.Kind.SEEN, BOB));
            assertThat(publication.correlation()).isEmpty();
            assertThat(publication.content().payload()).isEqualTo(MessageId.toBytes(List.of(first, second)));
        });
        answerLast(ACCEPTED);
        assertThat(store.receiptRecipients()).isEmpty();
    }

    @Test
    void receiptsAreKeptUntilTheyAreTakenOrNeverCanBe() {
        store.addIncoming(ids.next(), BOB, MessageContent.text("1"), NOW, NOW);
        store.addIncoming(ids.next(), CAROL, MessageContent.text("1"), NOW, NOW);
        store.markSeen(BOB, Long.MAX_VALUE, NOW);
        store.markSeen(CAROL, Long.MAX_VALUE, NOW);
        outbox.connected(link, 10);

        answer(link, link.published.get(0), QUOTA);
        answer(link, link.published.get(1), NOT_REGISTERED);

        assertThat(store.receiptRecipients()).containsExactly(BOB);
        worker.advance(Duration.ofSeconds(1));
        assertThat(link.published).hasSize(3);
    }

    @Test
    void splitsReceiptsThatAreMany() {
        store.inTransaction(() -> {
            for (int i = 0; i < 600; i++) {
                store.addIncoming(ids.next(), BOB, MessageContent.text("1"), NOW, NOW);
            }
            return store.markSeen(BOB, Long.MAX_VALUE, NOW);
        });
        outbox.connected(link, 10);

        answerLast(ACCEPTED);
        answerLast(ACCEPTED);
        answerLast(ACCEPTED);

        assertThat(link.published)
                .extracting(publication -> publication.ids().size())
                .containsExactly(256, 256, 88);
        assertThat(ids(link)).doesNotHaveDuplicates();
    }

    @Test
    void aMessageThatAReceiptProvedDeliveredIsNotSentAgain() {
        MessageId id = queue(BOB, "1");
        store.markDelivered(List.of(id), NOW);

        outbox.connected(link, 10);

        assertThat(link.published).isEmpty();
    }

    @Test
    void givesTheConnectionUpIfTheStoreFails() {
        outbox.connected(link, 10);
        store.close();

        outbox.messageAdded(BOB);

        assertThat(broken).singleElement().isInstanceOf(StoreException.class);
    }
}
