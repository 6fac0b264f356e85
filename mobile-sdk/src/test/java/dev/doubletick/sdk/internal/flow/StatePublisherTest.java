package dev.doubletick.sdk.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.doubletick.sdk.internal.ClosedException;
import dev.doubletick.sdk.internal.Observers;
import dev.doubletick.sdk.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatePublisherTest {

    private static class Recorder implements Flow.Subscriber<Integer> {

        private final List<Integer> items = new ArrayList<>();
        private final List<Throwable> errors = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;
        private int completions;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        private void request(long count) {
            Objects.requireNonNull(subscription).request(count);
        }

        private void cancel() {
            Objects.requireNonNull(subscription).cancel();
        }

        @Override
        public void onNext(Integer item) {
            items.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            errors.add(failure);
        }

        @Override
        public void onComplete() {
            completions++;
        }
    }

    private final Observers observers = new Observers();
    private final Queue<CompletableFuture<Integer>> reads = new ArrayDeque<>();
    private final Recorder subscriber = new Recorder();
    private int started;

    @BeforeEach
    void subscribe() {
        new StatePublisher<>(observers, this::read).subscribe(subscriber);
    }

    private CompletableFuture<Integer> read() {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        reads.add(future);
        started++;
        return future;
    }

    private void answer(int state) {
        reads.remove().complete(state);
    }

    @Test
    void readsNothingWithoutDemand() {
        observers.changed();

        assertThat(started).isZero();
    }

    @Test
    void beginsWithThePresentState() {
        subscriber.request(1);
        answer(7);

        assertThat(subscriber.items).containsExactly(7);
        assertThat(started).isEqualTo(1);
    }

    @Test
    void whoIsSlowGetsTheLastStateOnly() {
        subscriber.request(1);
        answer(1);
        for (int i = 0; i < 1_000; i++) {
            observers.changed();
        }
        assertThat(started).isEqualTo(1);

        subscriber.request(1);
        answer(1_001);

        assertThat(subscriber.items).containsExactly(1, 1_001);
        assertThat(reads).isEmpty();
    }

    @Test
    void aChangeDuringAReadIsReadAfterIt() {
        subscriber.request(Long.MAX_VALUE);
        subscriber.request(Long.MAX_VALUE);
        observers.changed();
        observers.changed();
        assertThat(started).isEqualTo(1);

        answer(1);
        answer(2);

        assertThat(subscriber.items).containsExactly(1, 2);
        assertThat(reads).isEmpty();
    }

    @Test
    void whatIsTheSameIsNoNewsAndCostsNoDemand() {
        subscriber.request(2);
        answer(1);
        observers.changed();
        answer(1);
        observers.changed();
        answer(2);

        assertThat(subscriber.items).containsExactly(1, 2);
    }

    @Test
    void nothingComesAfterACancellation() {
        subscriber.request(2);
        subscriber.cancel();
        subscriber.cancel();
        answer(1);
        observers.changed();
        observers.end();
        subscriber.request(1);

        assertThat(subscriber.items).isEmpty();
        assertThat(subscriber.completions).isZero();
        assertThat(reads).isEmpty();
    }

    @Test
    void completesOnceAtTheEnd() {
        subscriber.request(1);
        reads.remove().completeExceptionally(new ClosedException());
        assertThat(subscriber.completions).as("in its turn").isZero();
        observers.end();
        Recorder late = new Recorder();
        new StatePublisher<>(observers, this::read).subscribe(late);

        assertThat(subscriber.completions).isEqualTo(1);
        assertThat(subscriber.errors).isEmpty();
        assertThat(late.completions).isEqualTo(1);
    }

    @Test
    void failsWithWhatReadingFailsWith() {
        StoreException failure = new StoreException("no disk");
        subscriber.request(1);
        reads.remove().completeExceptionally(failure);
        observers.changed();
        observers.end();

        assertThat(subscriber.errors).containsExactly(failure);
        assertThat(subscriber.completions).isZero();
        assertThat(reads).isEmpty();
    }

    @Test
    void refusesADemandOfNothing() {
        assertThatCode(() -> subscriber.request(0)).doesNotThrowAnyException();
        answer(1);

        assertThat(subscriber.errors).singleElement().isInstanceOf(IllegalArgumentException.class);
        assertThat(subscriber.items).isEmpty();
        assertThat(reads).isEmpty();
    }

    @Test
    void saysThatADemandIsNothingOnlyWhereItemsCome() {
        subscriber.request(2);
        subscriber.request(-1);
        assertThat(subscriber.errors).as("an item may just be on its way").isEmpty();

        answer(1);

        assertThat(subscriber.errors).hasSize(1);
        assertThat(subscriber.items).isEmpty();
    }

    @Test
    void failsWithWhatAnAppsOwnStoreThrows() {
        IllegalStateException failure = new IllegalStateException("the cursor is closed");
        subscriber.request(1);
        reads.remove().completeExceptionally(failure);

        assertThat(subscriber.errors).containsExactly(failure);
    }

    @Test
    void whoFailsIsToldNothingMoreAndTheOthersAre() {
        List<Integer> failing = new ArrayList<>();
        Observers others = new Observers();
        new StatePublisher<>(others, this::read).subscribe(new Recorder() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                given.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Integer item) {
                failing.add(item);
                throw new AssertionError("on purpose");
            }
        });
        others.add(new Observers.Observer() {
            @Override
            public void changed() {
                throw new AssertionError("on purpose");
            }

            @Override
            public void ended() {
                throw new AssertionError("on purpose");
            }
        });
        Recorder healthy = new Recorder();
        new StatePublisher<>(others, this::read).subscribe(healthy);
        healthy.request(Long.MAX_VALUE);
        answer(1);
        answer(1);

        others.changed();
        answer(2);
        others.end();

        assertThat(failing).containsExactly(1);
        assertThat(healthy.items).containsExactly(1, 2);
        assertThat(healthy.completions).isEqualTo(1);
        assertThat(reads).isEmpty();
    }
}
