package dev.doubletick.sdk.internal.thread;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
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
        WorkerThread thread = new WorkerThread("test");
        try {
            CallbackQueue queue = new CallbackQueue(thread, many);
            List<Integer> called = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch done = new CountDownLatch(1);

            IntStream.range(0, 10_000).forEach(i -> queue.execute(() -> called.add(i)));
            queue.execute(done::countDown);

            assertThat(done.await(10, SECONDS)).isTrue();
            assertThat(called)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 10_000).boxed().toList());
        } finally {
            thread.shutdown();
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
    void givesOthersATurnOnTheAppsThread() {
        long[] now = {0};
        Queue<Runnable> mainThread = new ArrayDeque<>();
        CallbackQueue queue = new CallbackQueue(worker, mainThread::add, () -> now[0]);
        List<Integer> called = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            queue.execute(() -> {
                called.add(number);
                now[0] += 1_000_000;
            });
        }

        int turns = 0;
        for (worker.run(); !mainThread.isEmpty(); worker.run()) {
            int before = called.size();
            mainThread.remove().run();
            assertThat(called.size() - before).isBetween(1, 4);
            turns++;
        }

        assertThat(called)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        assertThat(turns).isEqualTo(25);
    }

    @Test
    void losesNothingWhereTheExecutorFails() {
        CallbackQueue queue = new CallbackQueue(worker, task -> {
            throw new OutOfMemoryError("no thread for you, says the test");
        });
        List<String> called = new ArrayList<>();

        queue.execute(() -> called.add("one"));
        worker.run();
        queue.execute(() -> called.add("two"));
        worker.run();

        assertThat(called).containsExactly("one", "two");
    }

    @Test
    void asksAgainWhereTheExecutorHasLostATask() {
        long[] now = {0};
        Queue<Runnable> tasks = new ArrayDeque<>();
        CallbackQueue queue = new CallbackQueue(worker, tasks::add, () -> now[0]);
        List<String> called = new ArrayList<>();
        queue.execute(() -> called.add("one"));
        worker.run();
        tasks.clear();

        now[0] = Duration.ofSeconds(9).toNanos();
        queue.execute(() -> called.add("two"));
        worker.run();
        assertThat(tasks).as("it may just be slow").isEmpty();
        now[0] = Duration.ofSeconds(10).toNanos();
        queue.execute(() -> called.add("three"));
        worker.run();
        tasks.forEach(Runnable::run);

        assertThat(called).containsExactly("one", "two", "three");
    }

    @Test
    void doesNotWaitForTheWorkerIfItMustNot() {
        CallbackQueue queue = new CallbackQueue(worker, Runnable::run);
        List<String> called = new ArrayList<>();
        queue.execute(() -> called.add("one"));

        queue.executeNow(() -> called.add("two"));
        assertThat(called).containsExactly("one", "two");
        worker.run();

        assertThat(called).hasSize(2);
    }

    @Test
    void runsOnWhereTheWorkerIsClosed() {
        List<String> called = new ArrayList<>();
        List<Runnable> tasks = new ArrayList<>();
        CallbackQueue queue = new CallbackQueue(worker, tasks::add);
        worker.close();

        queue.execute(() -> called.add("one"));

        assertThat(called).as("on the app's executor all the same").isEmpty();
        tasks.forEach(Runnable::run);
        assertThat(called).containsExactly("one");
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
