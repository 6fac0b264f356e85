package dev.doubletick.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.benchmark.traffic.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @Test
    void isReadAsItWasWritten(@TempDir Path folder) throws IOException {
        Result result = new Result.Builder("fill", "first")
                .setting("phones", 4)
                .measure("accepted_per_s", 1.5)
                .findings(new Findings(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()))
                .note("noted")
                .build();
        Report report = new Report("doubletick", "synced", "2026-01-01T00:00:00Z", "2 processors", List.of(result));
        Path file = folder.resolve("new/report.json");
        report.write(file);

        assertThat(Report.read(file)).isEqualTo(report);
    }
}
