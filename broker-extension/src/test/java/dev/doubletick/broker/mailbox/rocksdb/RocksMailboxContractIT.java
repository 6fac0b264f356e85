package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class RocksMailboxContractIT extends MailboxContract {

    @TempDir
    Path directory;

    @Override
    protected Mailbox open() {
        RocksMailboxConfig config = RocksMailboxConfig.builder(directory.resolve("mailbox"))
                .limits(LIMITS)
                .diskReserveBytes(0)
                .sweep(Duration.ofMillis(50), Duration.ofMinutes(5))
                .build();
        return RocksMailbox.open(config, clock);
    }

    @Override
    protected boolean acknowledgesAtomically() {
        return true;
    }
}
