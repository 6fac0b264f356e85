package dev.doubletick.broker;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a chain of asynchronous steps, where nobody is left to see a failure. */
public final class Completion {

    private static final Logger log = LoggerFactory.getLogger(Completion.class);

    /** Takes the result or the failure; exactly one of them is there. */
    public interface Callback<T extends @Nullable Object> {
        void done(T result, @Nullable Throwable failure);
    }

    private Completion() {}

    /**
     * Calls back on the completing thread, with the failure itself instead of a {@link CompletionException} around it. What
     * the callback throws is a defect and is logged, where {@link CompletionStage#whenComplete} would hide it in a stage that
     * nobody looks at.
     */
    public static <T extends @Nullable Object> void of(CompletionStage<T> stage, Callback<T> callback) {
        BiConsumer<T, @Nullable Throwable> guarded = (result, failure) -> {
            try {
                callback.done(result, unwrapped(failure));
            } catch (RuntimeException | Error e) {
                log.error("a completion failed unexpectedly", e);
            }
        };
        stage.whenComplete(guarded);
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
