package dev.doubletick.benchmark.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.doubletick.benchmark.traffic.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One mode's result.
 *
 * @param mode what was done
 * @param label tells runs of the same mode apart; may be empty
 * @param settings how it was done
 * @param measures what came out; names end in their unit
 * @param violations counts of what must not happen; any other than zero fails the run
 * @param notes what else a reader should know
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Result(
        String mode,
        String label,
        Map<String, Object> settings,
        Map<String, Double> measures,
        Map<String, Long> violations,
        List<String> notes) {

    /** Whether nothing happened that must not. */
    @JsonProperty("clean")
    public boolean clean() {
        return violations.values().stream().allMatch(count -> count == 0);
    }

    /** Mode and label in one. */
    public String name() {
        return label.isEmpty() ? mode : mode + " " + label;
    }

    /** Collects a result. */
    public static final class Builder {

        private final String mode;
        private final String label;
        private final Map<String, Object> settings = new LinkedHashMap<>();
        private final Map<String, Double> measures = new LinkedHashMap<>();
        private final Map<String, Long> violations = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();

        public Builder(String mode, String label) {
            this.mode = mode;
            this.label = label;
        }

        public Builder setting(String name, Object value) {
            settings.put(name, value);
            return this;
        }

        /** A setting of a run that was part of this one. */
        public Builder settings(Result part, String name) {
            return setting(name, Objects.requireNonNull(part.settings().get(name)));
        }

        /** A measure of a run that was part of this one; none if that has none. */
        public Builder measures(Result part, String name) {
            Double value = part.measures().get(name);
            return value == null ? this : measure(name, value);
        }

        /** What a run that was part of this one has violated, and its notes. */
        public Builder violations(Result part) {
            part.violations().forEach((violation, count) -> violations.merge(violation, count, Long::sum));
            notes.addAll(part.notes());
            return this;
        }

        /** @param name ends in the unit, as in {@code delivered_per_s} */
        public Builder measure(String name, double value) {
            measures.put(name, value);
            return this;
        }

        /** So often happened what must not. */
        public Builder violation(String name, long count) {
            violations.merge(name, count, Long::sum);
            return this;
        }

        public Builder note(String note) {
            notes.add(note);
            return this;
        }

        public Builder findings(Findings findings) {
            violations.putAll(findings.violations());
            findings.reasons().forEach((reason, count) -> note(count + " × " + reason));
            if (findings.strangers() > 0) {
                note(findings.strangers() + " messages or receipts of earlier runs came in between");
            }
            return this;
        }

        public Result build() {
            return new Result(mode, label, settings, measures, violations, notes);
        }
    }
}
