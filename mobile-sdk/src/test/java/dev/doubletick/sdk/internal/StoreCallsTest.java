package dev.doubletick.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.internal.thread.ManualWorker;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCallsTest {

    private final ManualWorker worker = new ManualWorker();

    @TempDir
    private Path folder;

    private StoreCalls calls;

    @BeforeEach
    void create() {
        Callbacks callbacks = new Callbacks(new DoubletickListener() {}, worker, Optional.of(Runnable::run));
        calls = new StoreCalls(new SqliteMessageStore(folder.resolve("messages.db")), worker, callbacks, () -> {});
    }

    @AfterEach
    void close() {
        calls.close();
    }

    @Test
    void anErrorIsAnAnswerToo() {
        CompletableFuture<String> future = calls.call(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        worker.run();

        assertThat(future).isCompletedExceptionally();
    }

    @Test
    void whatIsStoredDoesNotFailForWhatFollowsFromIt() {
        CompletableFuture<String> future = calls.change(() -> "stored", result -> {
            throw new IllegalStateException("on purpose");
        });
        worker.run();

        assertThat(future).isCompletedWithValue("stored");
    }

    @Test
    void aCallAfterTheEndFails() {
        worker.close();

        assertThat(calls.call(() -> "never")).isCompletedExceptionally();
    }
}
