package dev.doubletick.sdk.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

    private final ManualWorker worker = new ManualWorker();
    private final List<List<Integer>> batches = new ArrayList<>();
    private final Batch<Integer> batch = new Batch<>(worker, batches::add);

    @Test
    void handsOverTogetherWhatCameTogether() {
        batch.add(1);
        batch.add(2);
        worker.run();
        batch.add(3);
        worker.run();

        assertThat(batches).containsExactly(List.of(1, 2), List.of(3));
    }

    @Test
    void splitsWhatIsTooMuchAndLosesNothing() {
        for (int i = 0; i < 1000; i++) {
            batch.add(i);
        }
        worker.run();

        assertThat(batches).hasSize(4);
        assertThat(batches.stream().flatMap(List::stream)).hasSize(1000).isSorted();
    }

    @Test
    void letsOthersThroughBetweenTwoBatches() {
        for (int i = 0; i < 300; i++) {
            batch.add(i);
        }
        List<Integer> seen = new ArrayList<>();
        worker.execute(() -> seen.add(batches.size()));
        worker.run();

        assertThat(seen).containsExactly(1);
        assertThat(batches).hasSize(2);
    }
}
