package dev.doubletick.sdk.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.store.StoreCorruptedException;
import dev.doubletick.sdk.store.StoreException;
import dev.doubletick.sdk.store.StoreVersionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {

    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");
    private static final int PAGE = 4096;

    private final MessageIdGenerator ids = new MessageIdGenerator(Clock.systemUTC(), new SecureRandom());

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("messages.db");
    }

    private void fill(int messages) {
        try (SqliteMessageStore store = new SqliteMessageStore(file)) {
            store.open();
            store.inTransaction(() -> {
                for (int i = 0; i < messages; i++) {
                    store.addOutgoing(
                            ids.next(), BOB, MessageContent.text("a message of some length " + i), Instant.EPOCH);
                }
                return null;
            });
        }
    }

    private void execute(String sql) {
        try (Database database = Database.openExclusive(file)) {
            database.execute(sql);
        }
    }

    private void overwrite(long position, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private void assertRefusedUntouched(Class<? extends StoreException> refusal) throws IOException {
        byte[] before = Files.readAllBytes(file);
        SqliteMessageStore store = new SqliteMessageStore(file);

        assertThatThrownBy(store::open).isInstanceOf(refusal);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void refusesTheFileOfANewerVersion() throws IOException {
        fill(1);
        execute("PRAGMA user_version = 1000");

        assertRefusedUntouched(StoreVersionException.class);
    }

    @Test
    void refusesWhatIsNoDatabase() throws IOException {
        byte[] noise = new byte[3 * PAGE];
        new Random(1).nextBytes(noise);
        Files.write(file, noise);

        assertRefusedUntouched(StoreCorruptedException.class);
    }

    @Test
    void refusesADamagedFile() throws IOException {
        fill(500);
        byte[] garbage = new byte[2 * PAGE];
        Arrays.fill(garbage, (byte) 0x5A);
        overwrite(Files.size(file) / PAGE / 2 * PAGE, garbage);

        assertRefusedUntouched(StoreCorruptedException.class);
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        fill(500);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(3 * PAGE + 100);
        }

        assertRefusedUntouched(StoreCorruptedException.class);
    }

    @Test
    void refusesTheDatabaseOfSomethingElse() throws IOException {
        execute("CREATE TABLE photo (id INTEGER)");

        assertRefusedUntouched(StoreException.class);
    }

    @Test
    void refusesAFileThatIsInUse() {
        try (SqliteMessageStore first = new SqliteMessageStore(file)) {
            first.open();
            SqliteMessageStore second = new SqliteMessageStore(file);

            assertThatThrownBy(second::open).isInstanceOf(StoreException.class).hasMessageContaining("in use");
            assertThatCode(() -> first.addOutgoing(ids.next(), BOB, MessageContent.text("still here"), Instant.EPOCH))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void saysWhatIsWrongWhereThereIsNoFolder() {
        file = folder.resolve("missing").resolve("messages.db");

        assertThatThrownBy(new SqliteMessageStore(file)::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot create");
    }

    @Test
    void isForItsOwnersEyesOnly() throws IOException {
        fill(1);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void syncsEachCommitOfAWriteAheadLog() {
        fill(1);
        try (Database database = Database.openExclusive(file)) {
            assertThat(database.<String>queryOne(row -> row.getString(1), "PRAGMA journal_mode"))
                    .contains("wal");
            // 2 is FULL: sqlite.org/pragma.html#pragma_synchronous.
            assertThat(database.number("PRAGMA synchronous")).isEqualTo(2);
            assertThat(database.number("PRAGMA user_version")).isEqualTo(3);
        }
    }

    @Test
    void findsTheQueueByIndex() {
        fill(1);
        try (Database database = Database.openExclusive(file)) {
            assertThat(database.<String>query(
                            row -> row.getString("detail"),
                            "EXPLAIN QUERY PLAN SELECT payload FROM message WHERE peer = 'x' AND outgoing = 1 AND"
                                    + " status = 0 AND deleted_at IS NULL ORDER BY position LIMIT 1"))
                    .singleElement()
                    .asString()
                    .contains("message_queued");
        }
    }

    @Test
    void recoversWhatAKilledProcessCommitted() throws IOException {
        Path copy = folder.resolve("copy.db");
        try (SqliteMessageStore store = new SqliteMessageStore(file)) {
            store.open();
            store.addOutgoing(ids.next(), BOB, MessageContent.text("committed"), Instant.EPOCH);
            // What is on the disk while the file is open is what a killed process leaves behind.
            Files.copy(file, copy);
            Files.copy(folder.resolve("messages.db-wal"), folder.resolve("copy.db-wal"));
        }

        try (SqliteMessageStore store = new SqliteMessageStore(copy)) {
            store.open();

            assertThat(store.firstQueued(BOB)).isPresent();
        }
    }

    @Test
    void opensAgainAfterAFailure() throws IOException {
        Files.writeString(file, "not a database");
        SqliteMessageStore store = new SqliteMessageStore(file);
        assertThatThrownBy(store::open).isInstanceOf(StoreCorruptedException.class);
        Files.delete(file);

        store.open();

        assertThat(store.conversations()).isEmpty();
        store.close();
    }

    @Test
    void aFullDiskTakesNothingAndBreaksNothing() {
        fill(1);
        try (Database database = Database.openExclusive(file)) {
            MessageTable messages = new MessageTable(database);
            // The same error as a full disk: sqlite.org/pragma.html#pragma_max_page_count.
            database.execute("PRAGMA max_page_count = " + database.number("PRAGMA page_count"));

            assertThatThrownBy(() -> database.inTransaction(() -> {
                        messages.insertOutgoing(ids.next(), BOB, MessageContent.text("small"), Instant.EPOCH);
                        messages.insertOutgoing(
                                ids.next(), BOB, MessageContent.text("large".repeat(5 * PAGE)), Instant.EPOCH);
                        return null;
                    }))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("no space left");
            assertThat(new HistoryTable(database).page(BOB, Long.MAX_VALUE, 10)).hasSize(1);

            messages.insertOutgoing(ids.next(), BOB, MessageContent.text("small"), Instant.EPOCH);
            assertThat(new HistoryTable(database).page(BOB, Long.MAX_VALUE, 10)).hasSize(2);
        }
    }

    @Test
    void leavesNothingOnTheDiskOfWhatWasCleared() throws IOException {
        try (SqliteMessageStore store = new SqliteMessageStore(file)) {
            store.open();
            store.saveSetting("note", "Quinquagesima");
            for (int i = 0; i < 200; i++) {
                store.addOutgoing(
                        MessageId.of(new UUID(1, i)), BOB, MessageContent.text("Septuagesima " + i), Instant.now());
            }
            assertThat(bytesOnDisk()).contains("Septuagesima", "septuagesima", "Quinquagesima");

            store.clear();

            assertThat(bytesOnDisk()).doesNotContainIgnoringCase("septuagesima").doesNotContain("Quinquagesima");
        }
    }

    private String bytesOnDisk() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path one : files.toList()) {
                all.append(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
