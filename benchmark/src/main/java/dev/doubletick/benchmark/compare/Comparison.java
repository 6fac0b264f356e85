package dev.doubletick.benchmark.compare;

import dev.doubletick.benchmark.report.Report;
import dev.doubletick.benchmark.report.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Medians over several runs, per server, and how ours relates to each other one.
 *
 * @param ours the server that the others are compared with
 * @param machines where it ran
 * @param servers by name, in the order in which they first ran
 * @param rows one per mode and measure
 */
public record Comparison(String ours, List<String> machines, Map<String, Server> servers, List<Row> rows) {

    /**
     * One server.
     *
     * @param durability what its first tick promises
     * @param violations what went wrong in its runs, by mode; empty if nothing did
     */
    public record Server(String durability, List<String> violations) {}

    /**
     * One measure of one mode.
     *
     * @param medians by server
     * @param ratios by server other than ours: how many times better ours is, below 1 worse
     * @param runs how many runs the medians are of, at least
     */
    public record Row(String mode, String measure, Map<String, Double> medians, Map<String, Double> ratios, int runs) {}

    /** Compares the reports of all runs. */
    public static Comparison of(String ours, List<Report> reports) {
        Map<String, List<Report>> byServer = reports.stream()
                .collect(Collectors.groupingBy(Report::target, LinkedHashMap::new, Collectors.toList()));
        Map<String, Server> servers = new LinkedHashMap<>();
        byServer.forEach(
                (name, runs) -> servers.put(name, new Server(runs.get(0).durability(), violations(runs))));
        List<String> machines =
                List.copyOf(reports.stream().map(Report::machine).collect(Collectors.toCollection(TreeSet::new)));
        Map<String, Set<String>> measures = new LinkedHashMap<>();
        results(reports).forEach(result -> measures.computeIfAbsent(result.name(), mode -> new LinkedHashSet<>())
                .addAll(result.measures().keySet()));
        List<Row> rows = new ArrayList<>();
        measures.forEach((mode, names) -> names.forEach(measure -> rows.add(row(ours, mode, measure, byServer))));
        return new Comparison(ours, machines, servers, rows);
    }

    private static Row row(String ours, String mode, String measure, Map<String, List<Report>> byServer) {
        Map<String, Double> medians = new LinkedHashMap<>();
        int runs = Integer.MAX_VALUE;
        for (Map.Entry<String, List<Report>> server : byServer.entrySet()) {
            double[] values = results(server.getValue())
                    .filter(result -> result.name().equals(mode))
                    .flatMap(result -> Stream.ofNullable(result.measures().get(measure)))
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            if (values.length > 0) {
                medians.put(server.getKey(), median(values));
                runs = Math.min(runs, values.length);
            }
        }
        Map<String, Double> ratios = new LinkedHashMap<>();
        Double own = medians.get(ours);
        medians.forEach((name, theirs) -> {
            if (own != null && !name.equals(ours)) {
                ratio(measure, own, theirs).ifPresent(ratio -> ratios.put(name, ratio));
            }
        });
        return new Row(mode, measure, medians, ratios, runs);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** How many times better the first is. Nothing for measures that are neither good nor bad, or not above zero. */
    private static OptionalDouble ratio(String measure, double own, double theirs) {
        if (own <= 0 || theirs <= 0) {
            return OptionalDouble.empty();
        }
        if (measure.endsWith("_per_s")) {
            return OptionalDouble.of(own / theirs);
        }
        boolean cost = measure.endsWith("_ms") || measure.startsWith("bytes_per_") || measure.endsWith("_kib");
        return cost ? OptionalDouble.of(theirs / own) : OptionalDouble.empty();
    }

    private static List<String> violations(List<Report> runs) {
        return results(runs)
                .filter(result -> !result.clean())
                .map(result -> result.name() + ": "
                        + result.violations().entrySet().stream()
                                .filter(violation -> violation.getValue() != 0)
                                .map(violation -> violation.getKey() + " " + violation.getValue())
                                .collect(Collectors.joining(", ")))
                .toList();
    }

    private static Stream<Result> results(List<Report> reports) {
        return reports.stream().flatMap(report -> report.results().stream());
    }
}
