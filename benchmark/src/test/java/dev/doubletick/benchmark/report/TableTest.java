package dev.doubletick.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.benchmark.traffic.Findings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {

    private static final Findings CLEAN = new Findings(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    @Test
    void showsMeasuresAndSaysThatNothingWasViolated() {
        Result result = new Result.Builder("online", "warm")
                .setting("phones", 200)
                .measure("receipted_per_s", 12_345.6)
                .measure("second_tick_p50_ms", 1.23456)
                .findings(CLEAN)
                .build();

        assertThat(Table.of(result).lines())
                .containsExactly(
                        "online warm: ok",
                        "  phones 200",
                        "  receipted_per_s     12,346",
                        "  second_tick_p50_ms  1.235",
                        "  checks: no lost, no duplicates, no out of order, no misaddressed, no unanswered,"
                                + " no unreceipted, no repeated ticks, no refused, no connections lost");
    }

    @Test
    void aViolationIsNamedAndFailsTheResult() {
        Result result = new Result.Builder("drain", "")
                .findings(new Findings(3, 0, 1, 0, 0, 0, 0, 0, 0, 4, Map.of("refused: 0x97", 2L)))
                .build();

        assertThat(result.clean()).isFalse();
        assertThat(Table.of(result))
                .startsWith("drain: FAILED")
                .contains("  checks: lost 3, out of order 1")
                .contains("  note: 2 × refused: 0x97")
                .contains("  note: 4 messages or receipts of earlier runs came in between");
    }

    @Test
    void strangersAloneDoNotFailAResult() {
        Result result = new Result.Builder("drain", "")
                .findings(new Findings(0, 0, 0, 0, 0, 0, 0, 0, 0, 4, Map.of()))
                .build();

        assertThat(result.clean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.0004, 0.000", "1.5, 1.500", "15.55, 15.6", "155.5, 156", "2, 2"})
    void numbersHaveAsManyDigitsAsAreOfUse(double value, String text) {
        assertThat(Table.number(value)).isEqualTo(text);
    }
}
