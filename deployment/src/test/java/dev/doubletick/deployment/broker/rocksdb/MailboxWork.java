package dev.doubletick.deployment.broker.rocksdb;

import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import java.nio.file.Path;
import java.time.Clock;

/** Opens a mailbox, which loads the extension's RocksDB as the extension does, and works with that. */
public final class MailboxWork implements Runnable {

    private final Path folder;

    public MailboxWork(Path folder) {
        this.folder = folder;
    }

    @Override
    public void run() {
        RocksMailbox.open(RocksMailboxConfig.builder(folder).build(), Clock.systemUTC())
                .close();
        new StoreWork(folder.resolveSibling("work")).run();
    }
}
