package dev.doubletick.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.internal.thread.ManualWorker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallbacksTest {

    private final ManualWorker worker = new ManualWorker();
    private final Queue<Runnable> mainThread = new ArrayDeque<>();
    private final List<ConnectionState> heard = new ArrayList<>();
    private final Callbacks callbacks = new Callbacks(
            new DoubletickListener() {
                @Override
                public void onConnectionState(ConnectionState state) {
                    heard.add(state);
                }
            },
            worker,
            Optional.of(mainThread::add));

    private void runMainThread() {
        for (worker.run(); !mainThread.isEmpty(); worker.run()) {
            mainThread.remove().run();
        }
    }

    @Test
    void whatIsDoneDoesNotFailBecauseTheEndCameBeforeTheCallback() {
        CompletableFuture<String> done = callbacks.promise();
        CompletableFuture<String> open = callbacks.promise();
        callbacks.complete(done, "stored");

        callbacks.end();
        worker.run();
        callbacks.close();
        worker.close();
        runMainThread();

        assertThat(done).isCompletedWithValue("stored");
        assertThat(open).isCompletedExceptionally();
    }

    @Test
    void theEndAndWhatComesAfterItFailOnTheAppsThread() {
        CompletableFuture<String> open = callbacks.promise();
        callbacks.end();
        assertThat(open).isNotDone();
        worker.run();
        callbacks.close();
        worker.close();
        CompletableFuture<String> late = callbacks.promise();

        assertThat(open).isNotDone();
        assertThat(late).isNotDone();
        runMainThread();
        assertThat(open).isCompletedExceptionally();
        assertThat(late).isCompletedExceptionally();
    }

    @Test
    void aPromiseIsKeptOrBrokenOnce() {
        CompletableFuture<String> promise = callbacks.promise();
        callbacks.complete(promise, "first");

        assertThat(callbacks.fail(promise, new IllegalStateException("second"))).isFalse();
        callbacks.complete(promise, "third");
        runMainThread();

        assertThat(promise).isCompletedWithValue("first");
    }

    @Test
    void keepsAPromiseWhileTheWorkerIsBusyIfItMust() {
        CompletableFuture<String> promise = callbacks.promise();

        callbacks.completeNow(promise, "in time");
        mainThread.remove().run();

        assertThat(promise).isCompletedWithValue("in time");
    }

    @Test
    void tellsObserversOfTheEndAndTheListenerNothingMore() {
        List<String> observed = new ArrayList<>();
        callbacks.observers().add(new Observers.Observer() {
            @Override
            public void changed() {}

            @Override
            public void ended() {
                observed.add("ended");
            }
        });
        callbacks.connection(ConnectionState.of(ConnectionState.Kind.CONNECTING));
        callbacks.end();
        worker.run();
        callbacks.close();
        worker.close();

        runMainThread();

        assertThat(observed).containsExactly("ended");
        assertThat(heard).isEmpty();
    }
}
