package dev.doubletick.sdk.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerThreadTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final WorkerThread worker = new WorkerThread("test");
    private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    @Test
    void doesAllThatItWasGivenBeforeItEnds() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        worker.execute(() -> awaitUninterrupted(busy));
        List<Integer> numbers = IntStream.range(0, 100).boxed().toList();
        numbers.forEach(
                number -> assertThat(worker.execute(() -> done.add(number))).isTrue());

        worker.shutdown();
        worker.shutdown();
        assertThat(worker.awaitEnd(Duration.ofMillis(1))).isFalse();
        busy.countDown();

        assertThat(worker.awaitEnd(SOON)).isTrue();
        assertThat(done).isEqualTo(numbers);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody is interrupted", e);
        }
    }

    @Test
    void dropsTimersAtItsEnd() throws InterruptedException {
        worker.schedule(() -> done.add(1), Duration.ofHours(1));

        worker.shutdown();

        assertThat(worker.awaitEnd(SOON)).isTrue();
        assertThat(done).isEmpty();
    }

    @Test
    void saysThatItTakesNothingMore() throws InterruptedException {
        worker.shutdown();

        assertThat(worker.awaitEnd(SOON)).isTrue();
        assertThat(worker.execute(() -> done.add(1))).isFalse();
        worker.schedule(() -> done.add(2), Duration.ZERO).cancel();
        assertThat(done).isEmpty();
    }

    @Test
    void goesOnAfterAnError() throws InterruptedException {
        worker.execute(() -> {
            throw new StackOverflowError("on purpose");
        });
        worker.execute(() -> done.add(1));
        worker.shutdown();

        assertThat(worker.awaitEnd(SOON)).isTrue();
        assertThat(done).containsExactly(1);
    }
}
