package dev.doubletick.benchmark.compare;

import dev.doubletick.benchmark.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a comparison as Markdown. Pure functions. */
final class Markdown {

    /** Raw totals, of use in the JSON only. */
    private static final Set<String> LEFT_OUT = Set.of("bytes_in", "bytes_out");

    private Markdown() {}

    static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder("# Side by side\n\n");
        text.append("Medians. × says how many times better ")
                .append(comparison.ours())
                .append(" is; below 1 it is worse.\n");
        text.append("Ran on ").append(String.join("; ", comparison.machines())).append(".\n\n");
        text.append("| server | what its first tick promises | violations |\n| --- | --- | --- |\n");
        comparison
                .servers()
                .forEach((name, server) -> text.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %s |\n",
                        name,
                        server.durability(),
                        server.violations().isEmpty() ? "none" : String.join("; ", server.violations()))));
        List<String> names = List.copyOf(comparison.servers().keySet());
        text.append("\n| mode | measure | ").append(String.join(" | ", names)).append(" | runs |\n");
        text.append("| --- | --- |").append(" ---: |".repeat(names.size() + 1)).append('\n');
        for (Comparison.Row row : comparison.rows()) {
            if (!LEFT_OUT.contains(row.measure())) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %d |\n",
                        row.mode(),
                        row.measure(),
                        cells(names, row),
                        row.runs()));
            }
        }
        return text.toString();
    }

    private static String cells(List<String> servers, Comparison.Row row) {
        return servers.stream()
                .map(server -> cell(row.medians(), row.ratios(), server))
                .collect(Collectors.joining(" | "));
    }

    private static String cell(Map<String, Double> medians, Map<String, Double> ratios, String server) {
        Double median = medians.get(server);
        Double ratio = ratios.get(server);
        if (median == null) {
            return "–";
        }
        return Table.number(median) + (ratio == null ? "" : " (×" + Table.number(ratio) + ")");
    }
}
