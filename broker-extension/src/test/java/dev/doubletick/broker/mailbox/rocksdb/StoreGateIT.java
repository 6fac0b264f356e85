package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** What closing the store waits for. */
class StoreGateIT {

    /** Enough that compacting them takes far longer than noticing that it has begun. */
    private static final int ENTRIES = 60_000;

    @TempDir
    Path directory;

    @Test
    void aCompactionIsStoppedWhenTheStoreIsClosed() throws Exception {
        RocksMailboxConfig config = Stores.config(directory.resolve("mailbox")).build();
        StoreGate gate = new StoreGate(Store.open(config));
        gate.read(store -> fill(store));
        CompletableFuture<Boolean> compacting = CompletableFuture.supplyAsync(() -> gate.read(store -> {
            store.compact();
            return true;
        }));
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> compacting.isDone() || gate.read(StoreGateIT::compacts));

        gate.close();

        assertThatThrownBy(() -> get(compacting))
                .isInstanceOf(MailboxUnavailableException.class)
                .hasMessageContaining("Incomplete");
    }

    private static boolean compacts(Store store) throws RocksDBException {
        return store.db.getLongProperty(store.messages, "rocksdb.num-running-compactions") > 0;
    }

    private static boolean fill(Store store) throws RocksDBException {
        byte[] value = new byte[1000];
        Random random = new Random(1);
        byte[] owner = Keys.owner(BOB);
        for (int round = 0; round < 2; round++) {
            try (WriteBatch batch = new WriteBatch();
                    WriteOptions options = new WriteOptions()) {
                for (int n = 0; n < ENTRIES / 2; n++) {
                    random.nextBytes(value);
                    batch.put(store.messages, Keys.message(owner, 2L * n + round), value);
                }
                store.db.write(options, batch);
            }
            store.flush();
        }
        return true;
    }
}
