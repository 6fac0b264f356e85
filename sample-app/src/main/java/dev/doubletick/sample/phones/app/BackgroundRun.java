package dev.doubletick.sample.phones.app;

import dev.doubletick.certificates.TrustFile;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.DoubletickBuilder;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.WakeUp;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What an app does with a push while it is not on the screen: gets what waits on the server, and goes to sleep again. */
public final class BackgroundRun {

    /** Operating systems leave some ten seconds. */
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private BackgroundRun() {}

    /**
     * Runs once.
     *
     * @return the messages that came, when the database is closed again; fails if the phone is not registered
     */
    public static CompletableFuture<List<Message>> start(
            Path database, URI server, Optional<TrustFile> trust, Executor ui) {
        DoubletickBuilder builder =
                Doubletick.builder().database(database).server(server).callbacks(ui);
        trust.map(TrustFile::manager).ifPresent(builder::trust);
        Doubletick sdk = builder.build();
        return sdk.onPush(DEADLINE)
                .thenApply(WakeUp::messages)
                // Not on the user interface thread, because closing waits.
                .whenCompleteAsync((messages, failure) -> sdk.close());
    }
}
