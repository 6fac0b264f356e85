package dev.doubletick.broker.mailbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.mailbox.MailboxHealth.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the store comes back after a failure. */
class EngineIT {

    @TempDir
    Path directory;

    /** A disk that gives an error while a folder is listed shows itself as the first of these, and not as an IOException. */
    @Test
    void whateverGoesWrongWhileTheStoreIsOpenedAgainIsTriedOn() {
        RocksMailboxConfig config = Stores.config(directory.resolve("mailbox")).build();
        Deque<Throwable> failures = new ArrayDeque<>(List.of(
                new UncheckedIOException(new IOException("Input/output error")),
                new OutOfMemoryError("made by the test")));
        Engine engine = new Engine(config, settings -> {
            Throwable next = failures.poll();
            if (next instanceof RuntimeException exception) {
                throw exception;
            }
            if (next instanceof Error error) {
                throw error;
            }
            return Store.reopen(settings);
        });
        engine.failed("made by the test", new IOException("made by the test"));

        assertThat(engine.reopen()).isFalse();
        assertThat(engine.health().state()).isEqualTo(State.RECOVERING);
        assertThat(engine.health().reason()).contains("Input/output error");
        await().until(engine::reopen);
        assertThat(failures).isEmpty();
        assertThat(engine.health().state()).isEqualTo(State.AVAILABLE);
        engine.gate().closeFlushed();
    }
}
