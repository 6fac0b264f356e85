package dev.doubletick.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a result for people. Pure functions. */
public final class Table {

    private Table() {}

    /** A block of lines: name and verdict, settings, measures, violations, notes. */
    public static String of(Result result) {
        List<String> lines = new ArrayList<>();
        lines.add(result.name() + ": " + (result.clean() ? "ok" : "FAILED"));
        lines.add("  "
                + result.settings().entrySet().stream()
                        .map(setting -> setting.getKey() + " " + setting.getValue())
                        .collect(Collectors.joining(", ")));
        int width = result.measures().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        for (Map.Entry<String, Double> measure : result.measures().entrySet()) {
            lines.add("  " + pad(measure.getKey(), width) + "  " + number(measure.getValue()));
        }
        lines.add("  checks: " + verdict(result.violations()));
        result.notes().forEach(note -> lines.add("  note: " + note));
        return String.join(System.lineSeparator(), lines);
    }

    private static String verdict(Map<String, Long> violations) {
        String wrong = violations.entrySet().stream()
                .filter(violation -> violation.getValue() != 0)
                .map(violation -> violation.getKey() + " " + violation.getValue())
                .collect(Collectors.joining(", "));
        return wrong.isEmpty() ? "no " + String.join(", no ", violations.keySet()) : wrong;
    }

    /** Enough digits to compare, no more. */
    public static String number(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, pattern, value);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
