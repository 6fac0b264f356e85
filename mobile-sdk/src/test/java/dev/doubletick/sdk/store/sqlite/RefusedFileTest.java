package dev.doubletick.sdk.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.store.StoreCorruptedException;
import dev.doubletick.sdk.store.StoreException;
import dev.doubletick.sdk.store.StoreVersionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is refused stays as it is, byte by byte, with the write-ahead log that a killed process left beside it. */
class RefusedFileTest {

    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");

    @TempDir
    private Path folder;

    private Path file;
    private Path log;

    @BeforeEach
    void nameFiles() {
        file = folder.resolve("messages.db");
        log = folder.resolve("messages.db-wal");
    }

    /** What is on the disk while a store is open is what a killed process leaves behind. */
    private void leaveBehind(String lastWords) throws IOException {
        MessageIdGenerator ids = new MessageIdGenerator(Clock.systemUTC(), new SecureRandom());
        Path origin = folder.resolve("origin.db");
        try (SqliteMessageStore store = new SqliteMessageStore(origin)) {
            store.open();
            for (int i = 0; i < 200; i++) {
                store.addOutgoing(ids.next(), BOB, MessageContent.text("message " + i), Instant.EPOCH);
            }
        }
        try (Database database = Database.openExclusive(origin)) {
            database.execute("UPDATE message SET failure_description = 'x'");
            database.execute(lastWords);
            Files.copy(origin, file);
            Files.copy(folder.resolve("origin.db-wal"), log);
        }
        assertThat(Files.size(log)).isPositive();
    }

    private void assertRefusedUntouched(Class<? extends StoreException> refusal) throws IOException {
        byte[] before = Files.readAllBytes(file);
        byte[] logBefore = Files.readAllBytes(log);

        assertThatThrownBy(new SqliteMessageStore(file)::open).isInstanceOf(refusal);
        // And again: the first time changed nothing that the second one would see.
        assertThatThrownBy(new SqliteMessageStore(file)::open).isInstanceOf(refusal);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(Files.readAllBytes(log)).isEqualTo(logBefore);
    }

    @Test
    void ofANewerVersionThatWasKilled() throws IOException {
        leaveBehind("PRAGMA user_version = 1000");

        assertRefusedUntouched(StoreVersionException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void ofAKilledProcessOnADiskThatForgets(long seed) throws IOException {
        leaveBehind("PRAGMA user_version");
        byte[] bytes = Files.readAllBytes(file);
        // Half of the pages: whatever the log has a newer copy of, some of these count.
        Random random = new Random(seed);
        for (int page = 1; page < bytes.length / 4096; page++) {
            if (random.nextBoolean()) {
                Arrays.fill(bytes, page * 4096, (page + 1) * 4096, (byte) random.nextInt(256));
            }
        }
        Files.write(file, bytes);
        Files.write(log, new byte[0]);

        assertRefusedUntouched(StoreCorruptedException.class);
    }
}
