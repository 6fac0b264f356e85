package dev.doubletick.sdk.internal.thread;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallbackQueueTest {

    private final ManualWorker worker = new ManualWorker();

    @Test
    void keepsTheOrderOnAnExecutorOfManyThreads() throws InterruptedException {
        ExecutorService many = Executors.newFixedThreadPool(8);
        try {
            CallbackQueue queue = new CallbackQueue(worker, many);
            List<Integer> called = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch done = new CountDownLatch(1);

            IntStream.range(0, 10_000).forEach(i -> queue.execute(() -> called.add(i)));
            queue.execute(done::countDown);
            worker.run();

            assertThat(done.await(10, SECONDS)).isTrue();
            assertThat(called)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 10_000).boxed().toList());
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    void goesOnAfterACallbackThatThrows() {
        CallbackQueue queue = new CallbackQueue(worker, Runnable::run);
        List<String> called = new ArrayList<>();

        queue.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        queue.execute(() -> called.add("next"));
        worker.run();

        assertThat(called).containsExactly("next");
    }

    @Test
    void interruptsNothingAndRunsWhatACallbackAddsAfterIt() {
        CallbackQueue queue = new CallbackQueue(worker, Runnable::run);
        List<String> called = new ArrayList<>();

        queue.execute(() -> {
            queue.execute(() -> called.add("inner"));
            called.add("outer");
        });
        assertThat(called).isEmpty();
        worker.run();

        assertThat(called).containsExactly("outer", "inner");
    }

    @Test
    void losesNothingWhereTheExecutorIsShutDown() {
        CallbackQueue queue = new CallbackQueue(worker, task -> {
            throw new RejectedExecutionException("shut down");
        });
        List<String> called = new ArrayList<>();

        queue.execute(() -> called.add("one"));
        queue.execute(() -> called.add("two"));
        worker.run();

        assertThat(called).containsExactly("one", "two");
    }
}
