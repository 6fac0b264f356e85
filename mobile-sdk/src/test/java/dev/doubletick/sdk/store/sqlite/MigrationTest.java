package dev.doubletick.sdk.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.ContentCodec;
import dev.doubletick.protocol.content.Envelope;
import dev.doubletick.protocol.content.Reference;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.internal.timeline.Arrivals;
import dev.doubletick.sdk.internal.timeline.Changes;
import dev.doubletick.sdk.internal.timeline.Maintenance;
import dev.doubletick.sdk.internal.timeline.Timers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens a file as the SDK wrote it when its schema had version 1. */
class MigrationTest {

    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");
    private static final Instant NOW = Instant.parse("2026-05-02T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    /** Word for word what version 1 executed. */
    private static final List<String> VERSION_1 = List.of(
            "CREATE TABLE account (one INTEGER PRIMARY KEY CHECK (one = 1), phone TEXT NOT NULL, credential TEXT NOT"
                    + " NULL)",
            "CREATE TABLE broker (position INTEGER PRIMARY KEY, address TEXT NOT NULL)",
            "CREATE TABLE message (position INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL, peer TEXT NOT NULL,"
                    + " outgoing INTEGER NOT NULL, content_type TEXT, payload BLOB NOT NULL, status INTEGER NOT NULL,"
                    + " failure INTEGER, failure_description TEXT, created_at INTEGER NOT NULL, sent_at INTEGER,"
                    + " delivered_at INTEGER, seen_at INTEGER)",
            "CREATE UNIQUE INDEX message_outgoing ON message (id) WHERE outgoing = 1",
            "CREATE UNIQUE INDEX message_incoming ON message (peer, id) WHERE outgoing = 0",
            "CREATE INDEX message_history ON message (peer, position)",
            "CREATE INDEX message_queued ON message (peer, position) WHERE outgoing = 1 AND status = 0",
            "CREATE INDEX message_unread ON message (peer) WHERE outgoing = 0 AND status = 2",
            "CREATE TABLE seen_receipt (position INTEGER PRIMARY KEY AUTOINCREMENT, peer TEXT NOT NULL, id BLOB NOT"
                    + " NULL, UNIQUE (peer, id))",
            "PRAGMA application_id = 1147294827",
            "PRAGMA user_version = 1");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeVersion1() {
        file = folder.resolve("messages.db");
        try (Database database = Database.openExclusive(file)) {
            VERSION_1.forEach(database::execute);
            database.update("INSERT INTO account VALUES (1, '4915112345678', 'secret')");
            database.update("INSERT INTO broker (address) VALUES ('mqtt://a:1883')");
            insert(database, 1, 1, null, bytes("sent and seen"), 3);
            insert(database, 2, 1, null, bytes("still queued"), 0);
            insert(database, 3, 0, null, bytes("grüße"), 2);
            insert(database, 4, 0, "dt1", dt1(new Body.Text("a text in dt1")), 2);
            insert(database, 5, 0, "dt1", dt1(new Body.Reaction(Reference.of(id(1), true), "👍")), 2);
            insert(database, 6, 0, "dt9", new byte[] {1, 2}, 2);
            database.update("INSERT INTO seen_receipt (peer, id) VALUES (?, ?)", BOB.digits(), id(9).toBytes());
        }
    }

    private static void insert(
            Database database, int number, int outgoing, @Nullable String contentType, byte[] payload, int status) {
        database.update(
                "INSERT INTO message (id, peer, outgoing, content_type, payload, status, created_at, delivered_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id(number).toBytes(),
                BOB.digits(),
                outgoing,
                contentType,
                payload,
                status,
                NOW.toEpochMilli(),
                NOW.toEpochMilli());
    }

    private static MessageId id(int number) {
        return MessageId.of(new UUID(0x0000_0000_0000_7000L, number));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] dt1(Body body) {
        return ContentCodec.encode(Envelope.of(body));
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(message -> message.text().orElse("?")).toList();
    }

    @Test
    void keepsEverythingAndFindsIt() {
        try (SqliteMessageStore store = new SqliteMessageStore(file)) {
            store.open();

            assertThat(store.account())
                    .contains(Account.of(
                            PhoneNumber.ofDigits("4915112345678"), "secret", List.of(URI.create("mqtt://a:1883"))));
            List<Message> history = store.history(BOB, Long.MAX_VALUE, 10);
            assertThat(texts(history))
                    .containsExactly("sent and seen", "still queued", "grüße", "a text in dt1", "?", "?");
            assertThat(history).extracting(Message::position).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(history.get(0).status()).isEqualTo(MessageStatus.SEEN);
            assertThat(store.firstQueued(BOB)).contains(history.get(1));
            assertThat(store.unread()).isEqualTo(4);
            assertThat(store.pendingReceipts(BOB, 10)).containsExactly(id(9));
            assertThat(texts(store.search("gruss", Optional.empty(), Long.MAX_VALUE, 10)))
                    .isEmpty();
            assertThat(texts(store.search("grüß", Optional.empty(), Long.MAX_VALUE, 10)))
                    .containsExactly("grüße");
            assertThat(store.addIncoming(id(3), BOB, MessageContent.text("again"), NOW, NOW))
                    .isEmpty();
        }
    }

    @Test
    void readsAgainWhatVersion1CouldNotRead() {
        try (SqliteMessageStore store = new SqliteMessageStore(file)) {
            store.open();
            Arrivals arrivals =
                    new Arrivals(store, new Changes(store, CLOCK), new Timers(store), message -> {}, message -> {});

            new Maintenance(store, CLOCK, arrivals).run();

            List<Message> history = store.history(BOB, Long.MAX_VALUE, 10);
            assertThat(texts(history))
                    .as("the reaction is no message any more")
                    .containsExactly("sent and seen", "still queued", "grüße", "a text in dt1", "?");
            assertThat(history.get(0).reactions()).singleElement().satisfies(reaction -> assertThat(reaction.emoji())
                    .isEqualTo("👍"));
            assertThat(texts(store.search("dt1", Optional.empty(), Long.MAX_VALUE, 10)))
                    .containsExactly("a text in dt1");
            assertThat(store.unreadable(0, 10)).containsExactly(history.get(4));
            assertThat(history.get(4).content()).isEqualTo(MessageContent.of(Optional.of("dt9"), new byte[] {1, 2}));
        }
    }

    @Test
    void aMessageThatWasReadBeforeItSaidThatItDisappearsDoesSo() {
        Duration hour = Duration.ofHours(1);
        byte[] burn = ContentCodec.encode(Envelope.of(new Body.Text("burn")).withExpiresAfter(hour));
        try (Database database = Database.openExclusive(file)) {
            insert(database, 7, 0, "dt1", burn, 3);
            insert(database, 8, 0, "dt1", burn, 2);
            database.update("UPDATE message SET seen_at = 1 WHERE position = 7");
        }
        try (SqliteMessageStore store = new SqliteMessageStore(file)) {
            store.open();
            Arrivals arrivals =
                    new Arrivals(store, new Changes(store, CLOCK), new Timers(store), message -> {}, message -> {});

            new Maintenance(store, CLOCK, arrivals).run();

            // Nobody could read it before today.
            assertThat(store.nextExpiry()).contains(NOW.plus(hour));
            assertThat(store.expire(NOW.plus(hour))).extracting(Message::id).containsExactly(id(7));
            assertThat(store.markSeen(BOB, Long.MAX_VALUE, NOW)).isPositive();
            assertThat(store.nextExpiry()).contains(NOW.plus(hour));
        }
    }

    @Test
    void opensTheMigratedFileAgain() {
        try (SqliteMessageStore store = new SqliteMessageStore(file)) {
            store.open();
        }
        try (SqliteMessageStore store = new SqliteMessageStore(file)) {
            store.open();

            assertThat(store.history(BOB, Long.MAX_VALUE, 10)).hasSize(6);
        }
    }
}
