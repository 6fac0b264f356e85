package dev.doubletick.benchmark.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.doubletick.benchmark.compare.Comparison.Row;
import dev.doubletick.benchmark.report.Report;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Findings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Findings CLEAN = new Findings(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());
    private static final Findings LOST_ONE = new Findings(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    @Test
    void takesMediansAndRelatesOthersToOurs() {
        Comparison comparison = Comparison.of(
                "ours",
                List.of(
                        report("ours", 100, 1, CLEAN),
                        report("theirs", 10, 2, CLEAN),
                        report("ours", 300, 9, CLEAN),
                        report("theirs", 50, 4, CLEAN),
                        report("ours", 120, 2, CLEAN),
                        report("theirs", 60, 8, CLEAN)));

        Row rate = row(comparison, "receipted_per_s");
        assertThat(rate.mode()).isEqualTo("online warm");
        assertThat(rate.medians()).containsExactly(entry("ours", 120.0), entry("theirs", 50.0));
        assertThat(rate.ratios()).containsExactly(entry("theirs", 2.4));
        assertThat(rate.runs()).isEqualTo(3);
        // Half of the time is twice as good.
        assertThat(row(comparison, "second_tick_p50_ms").ratios()).containsExactly(entry("theirs", 2.0));
        assertThat(row(comparison, "server_cpus").ratios()).isEmpty();
    }

    @Test
    void theMedianOfTwoIsBetweenThem() {
        Comparison comparison =
                Comparison.of("ours", List.of(report("ours", 100, 1, CLEAN), report("ours", 200, 1, CLEAN)));
        assertThat(row(comparison, "receipted_per_s").medians()).containsEntry("ours", 150.0);
    }

    @Test
    void anyViolationIsToldInTheTable() {
        Comparison comparison =
                Comparison.of("ours", List.of(report("ours", 100, 1, CLEAN), report("theirs", 900, 1, LOST_ONE)));

        assertThat(comparison.servers())
                .containsEntry("ours", new Comparison.Server("durability of ours", List.of()))
                .containsEntry("theirs", new Comparison.Server("durability of theirs", List.of("online warm: lost 1")));
        assertThat(Markdown.of(comparison))
                .contains("| ours | durability of ours | none |")
                .contains("| theirs | durability of theirs | online warm: lost 1 |");
    }

    @Test
    void theTableHasOneColumnPerServerAndADashWhereNothingWasMeasured() {
        Result only =
                new Result.Builder("storm", "").measure("connects_per_s", 5).build();
        Report theirs = new Report("theirs", "none", "", "box", List.of(only));
        Comparison comparison = Comparison.of("ours", List.of(report("ours", 100, 1, CLEAN), theirs));

        assertThat(Markdown.of(comparison))
                .contains("| mode | measure | ours | theirs | runs |")
                .contains("| online warm | receipted_per_s | 100 | – | 1 |")
                .contains("| storm | connects_per_s | – | 5 | 1 |")
                .doesNotContain("bytes_in");
    }

    private static Row row(Comparison comparison, String measure) {
        return comparison.rows().stream()
                .filter(row -> row.measure().equals(measure))
                .findFirst()
                .orElseThrow();
    }

    private static Report report(String server, double rate, double millis, Findings findings) {
        Result result = new Result.Builder("online", "warm")
                .measure("receipted_per_s", rate)
                .measure("second_tick_p50_ms", millis)
                .measure("server_cpus", 1)
                .measure("bytes_in", 77)
                .findings(findings)
                .build();
        return new Report(server, "durability of " + server, "", "box", List.of(result));
    }
}
