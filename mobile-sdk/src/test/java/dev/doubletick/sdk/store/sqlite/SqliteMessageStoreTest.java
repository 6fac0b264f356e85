package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.MessageStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteMessageStoreTest extends MessageStoreContract {

    @TempDir
    private Path folder;

    @Override
    protected MessageStore create() {
        return new SqliteMessageStore(folder.resolve("messages.db"));
    }
}
