package dev.doubletick.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.RecordingLink;
import dev.doubletick.sdk.internal.timeline.Arrivals;
import dev.doubletick.sdk.internal.timeline.Changes;
import dev.doubletick.sdk.internal.timeline.SeenReceipts;
import dev.doubletick.sdk.internal.timeline.Timers;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {

    private static final PhoneNumber ME = PhoneNumber.ofDigits("4915100000001");
    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4915100000002");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String FROM_BOB = "m/4915100000001/4915100000002";
    private static final String SEEN_BY_BOB = "s/4915100000001/4915100000002";
    private static final String DELIVERED = "d/4915100000001";

    private final MessageIdGenerator ids = new MessageIdGenerator(CLOCK, new SecureRandom());
    private final List<Message> arrivals = new ArrayList<>();
    private final List<Message> changed = new ArrayList<>();
    private final List<Message> statuses = new ArrayList<>();
    private final RecordingLink link = new RecordingLink(ME);
    private final Set<PhoneNumber> blocked = new HashSet<>();
    private int packetId;

    @TempDir
    private Path folder;

    private MessageStore store;
    private Inbox inbox;

    @BeforeEach
    void create() {
        store = new SqliteMessageStore(folder.resolve("messages.db"));
        store.open();
        Arrivals shown = new Arrivals(store, new Changes(store, CLOCK), new Timers(store), arrivals::add, changed::add);
        inbox = new Inbox(store, ids, CLOCK, shown, new SeenReceipts(store, CLOCK), statuses::add, blocked::contains);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void receive(String topic, Optional<byte[]> correlation, MessageContent content) {
        List<Runnable> afterCommit = new ArrayList<>();
        inbox.receive(link, new Inbound(topic, correlation, content, ++packetId), afterCommit);
        assertThat(link.acknowledged).doesNotContain(packetId);
        afterCommit.forEach(Runnable::run);
    }

    private void receive(String topic, MessageId id, String text) {
        receive(topic, Optional.of(id.toBytes()), MessageContent.text(text));
    }

    private void receipt(String topic, MessageId... ids) {
        receive(topic, Optional.empty(), MessageContent.of(Optional.empty(), MessageId.toBytes(List.of(ids))));
    }

    private MessageId sent(PhoneNumber to) {
        MessageId id = ids.next();
        store.addOutgoing(id, to, MessageContent.text("hi"), NOW);
        store.markSent(id, NOW);
        return id;
    }

    private MessageStatus status(MessageId id) {
        return store.outgoing(id).orElseThrow().status();
    }

    @Test
    void storesThenAcknowledgesThenTells() {
        MessageId id = ids.next();

        receive(FROM_BOB, id, "hello");

        assertThat(link.acknowledged).containsExactly(1);
        assertThat(arrivals).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(id);
            assertThat(message.conversation()).isEqualTo(BOB);
            assertThat(message.text()).contains("hello");
        });
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).isEqualTo(arrivals);
    }

    @Test
    void tellsADuplicateToNobodyButTheBroker() {
        MessageId id = ids.next();

        receive(FROM_BOB, id, "hello");
        receive(FROM_BOB, id, "hello");

        assertThat(link.acknowledged).containsExactly(1, 2);
        assertThat(arrivals).hasSize(1);
    }

    @Test
    void keepsAMessageWithoutAnId() {
        receive(FROM_BOB, Optional.empty(), MessageContent.text("no id"));
        receive(FROM_BOB, Optional.of(new byte[15]), MessageContent.text("short id"));

        assertThat(arrivals).extracting(message -> message.text().orElseThrow()).containsExactly("no id", "short id");
        assertThat(link.acknowledged).containsExactly(1, 2);
    }

    @Test
    void keepsWhatItDoesNotUnderstand() {
        MessageContent fromTheFuture = MessageContent.of(Optional.of("dt1"), new byte[] {(byte) 0xC2, 0x3E, 1, 7});

        receive(FROM_BOB, Optional.of(ids.next().toBytes()), fromTheFuture);

        assertThat(arrivals).singleElement().satisfies(message -> {
            assertThat(message.text()).isEmpty();
            assertThat(message.content()).isEqualTo(fromTheFuture);
        });
        assertThat(store.history(BOB, Long.MAX_VALUE, 1)).isEqualTo(arrivals);
    }

    @Test
    void datesAMessageByItsIdWhereThatIsCredible() {
        Instant yesterday = NOW.minus(Duration.ofDays(1));
        receive(
                FROM_BOB,
                new MessageIdGenerator(Clock.fixed(yesterday, ZoneOffset.UTC), new SecureRandom()).next(),
                "1");
        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        receive(
                FROM_BOB,
                new MessageIdGenerator(Clock.fixed(tomorrow, ZoneOffset.UTC), new SecureRandom()).next(),
                "2");
        Instant longAgo = NOW.minus(Duration.ofDays(1000));
        receive(FROM_BOB, new MessageIdGenerator(Clock.fixed(longAgo, ZoneOffset.UTC), new SecureRandom()).next(), "3");
        receive(FROM_BOB, MessageId.of(UUID.randomUUID()), "4");

        assertThat(arrivals).extracting(Message::createdAt).containsExactly(yesterday, NOW, NOW, NOW);
        assertThat(arrivals)
                .allSatisfy(message -> assertThat(message.deliveredAt()).contains(NOW));
    }

    @Test
    void aNoteToOneselfIsThereOnce() {
        MessageId id = sent(ME);

        receive("m/4915100000001/4915100000001", id, "hi");

        assertThat(arrivals).isEmpty();
        assertThat(link.acknowledged).containsExactly(1);
        assertThat(store.history(ME, Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void twoTicksComeFromTheBroker() {
        MessageId first = sent(BOB);
        MessageId second = sent(ME);

        receipt(DELIVERED, first, ids.next(), second);

        assertThat(statuses).extracting(Message::id).containsExactly(first, second);
        assertThat(status(first)).isEqualTo(MessageStatus.DELIVERED);
        receipt(DELIVERED, first);
        assertThat(statuses).hasSize(2);
        assertThat(link.acknowledged).containsExactly(1, 2);
    }

    @Test
    void blueTicksComeFromTheRecipientOnly() {
        MessageId toBob = sent(BOB);

        receipt("s/4915100000001/4915100000003", toBob);
        assertThat(status(toBob)).isEqualTo(MessageStatus.SENT);

        receipt(SEEN_BY_BOB, toBob);
        assertThat(status(toBob)).isEqualTo(MessageStatus.SEEN);
        receipt(DELIVERED, toBob);
        assertThat(status(toBob)).isEqualTo(MessageStatus.SEEN);
        assertThat(statuses).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {DELIVERED, SEEN_BY_BOB})
    void acknowledgesAMalformedReceiptAndGoesOn(String topic) {
        MessageId id = sent(BOB);

        receive(topic, Optional.empty(), MessageContent.of(Optional.empty(), new byte[0]));
        receive(topic, Optional.empty(), MessageContent.of(Optional.empty(), new byte[17]));
        receipt(topic, id);

        assertThat(link.acknowledged).containsExactly(1, 2, 3);
        assertThat(statuses).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m/4915100000001",
                "m/4915100000009/4915100000002",
                "s/4915100000001",
                "d/4915100000009",
                "d/4915100000001/4915100000002",
                "c/4915100000001/4915100000002",
                "p/4915100000002",
                "a/4915100000001",
                "z/4915100000001",
                "m",
                "",
            })
    void acknowledgesWhatIsNotForItAndKeepsNothing(String topic) {
        MessageId id = sent(BOB);

        receive(topic, Optional.of(id.toBytes()), MessageContent.of(Optional.empty(), id.toBytes()));

        assertThat(link.acknowledged).containsExactly(1);
        assertThat(arrivals).isEmpty();
        assertThat(statuses).isEmpty();
        assertThat(store.conversations()).hasSize(1);
    }

    @Test
    void doesNotAcknowledgeQualityOfServiceZero() {
        List<Runnable> afterCommit = new ArrayList<>();

        inbox.receive(
                link,
                new Inbound("c/4915100000001/4915100000002", Optional.empty(), MessageContent.text("1"), 0),
                afterCommit);
        afterCommit.forEach(Runnable::run);

        assertThat(link.acknowledged).isEmpty();
    }

    @Test
    void throwsAwayWhatABlockedPhoneHadOnItsWay() {
        blocked.add(BOB);
        MessageId id = ids.next();

        receive(FROM_BOB, id, "hello");

        assertThat(link.acknowledged).containsExactly(1);
        assertThat(arrivals).isEmpty();
        assertThat(store.conversations()).isEmpty();
        assertThat(store.unread()).isZero();

        blocked.clear();
        receive(FROM_BOB, id, "hello");
        assertThat(store.conversations()).as("it does not come back").isEmpty();
        receive(FROM_BOB, ids.next(), "hello again");
        assertThat(arrivals).hasSize(1);
    }
}
