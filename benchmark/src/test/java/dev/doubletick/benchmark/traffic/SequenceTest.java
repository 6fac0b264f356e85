package dev.doubletick.benchmark.traffic;

import static dev.doubletick.benchmark.traffic.Sequence.Arrival.AHEAD;
import static dev.doubletick.benchmark.traffic.Sequence.Arrival.DUPLICATE;
import static dev.doubletick.benchmark.traffic.Sequence.Arrival.IN_ORDER;
import static dev.doubletick.benchmark.traffic.Sequence.Arrival.LATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceTest {

    private final Sequence sequence = new Sequence();

    @Test
    void whatIsDueIsInOrder() {
        assertThat(arrive(0, 1, 2)).containsExactly(IN_ORDER, IN_ORDER, IN_ORDER);
        assertThat(sequence.lowestMissing()).isEqualTo(3);
    }

    @Test
    void whatComesAgainIsADuplicate() {
        assertThat(arrive(0, 0, 1, 0)).containsExactly(IN_ORDER, DUPLICATE, IN_ORDER, DUPLICATE);
    }

    @Test
    void whatWasSkippedIsMissingUntilItComesLate() {
        assertThat(arrive(0, 3)).containsExactly(IN_ORDER, AHEAD);
        assertThat(sequence.lowestMissing()).isEqualTo(1);
        assertThat(sequence.contains(2)).isFalse();
        assertThat(sequence.contains(3)).isTrue();

        assertThat(arrive(2, 1)).containsExactly(LATE, LATE);
        assertThat(sequence.lowestMissing()).isEqualTo(4);
    }

    @Test
    void whatCameLateIsADuplicateWhenItComesAgain() {
        assertThat(arrive(1, 0, 0, 1)).containsExactly(AHEAD, LATE, DUPLICATE, DUPLICATE);
    }

    @Test
    void whatHasNotComeYetIsNotContained() {
        assertThat(sequence.contains(0)).isFalse();
        arrive(0);
        assertThat(sequence.contains(1)).isFalse();
    }

    @Test
    void anyOrderLeavesNothingMissing() {
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, 1_000).boxed().toList());
        Collections.shuffle(numbers, new Random(7));

        assertThat(numbers).noneMatch(number -> sequence.arrive(number) == DUPLICATE);
        assertThat(sequence.lowestMissing()).isEqualTo(1_000);
    }

    private List<Sequence.Arrival> arrive(int... numbers) {
        return IntStream.of(numbers).mapToObj(sequence::arrive).toList();
    }
}
