package dev.doubletick.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** All settings. What is not here is refused at start: a name that is spelt wrong would otherwise be a setting that is not made. */
public final class Settings {

    private static final String LOG_LEVEL = "DOUBLETICK_LOG_LEVEL";
    private static final Set<String> LOG_LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    private Settings() {}

    /** In the order of the document. */
    public static List<Setting> all() {
        return Stream.of(SharedSettings.LIST, BrokerSettings.LIST, RegistrationSettings.LIST)
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Refuses variables that begin with {@code DOUBLETICK_} and are no setting of either server. (One of the other server is let
     * pass: both may be given one file of variables.) Refuses a log level that is none, too.
     *
     * @throws IllegalArgumentException naming the variable, and the setting whose name is most like it
     */
    public static void requireKnown(Map<String, String> environment) {
        environment.keySet().stream()
                .filter(name -> name.startsWith(Setting.PREFIX))
                .sorted()
                .filter(name -> all().stream().noneMatch(setting -> setting.isVariable(name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("there is no setting " + name + "; did you mean "
                            + mostLike(name) + "? docs/configuration.md lists them all");
                });
        requireLogLevel(environment.getOrDefault(LOG_LEVEL, ""));
    }

    /** Logging starts before anything is read, and takes what it does not know for DEBUG. */
    private static void requireLogLevel(String level) {
        if (!level.isEmpty() && !LOG_LEVELS.contains(level)) {
            throw new IllegalArgumentException(LOG_LEVEL + " must be TRACE, DEBUG, INFO, WARN or ERROR, not " + level);
        }
    }

    /**
     * Refuses keys of {@code doubletick.properties} that are no setting.
     *
     * @throws IllegalArgumentException naming the key
     */
    public static void requireKnownKeys(Set<String> keys) {
        keys.stream()
                .sorted()
                .filter(key -> all().stream().noneMatch(setting -> setting.isKey(key)))
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException("there is no setting " + key
                            + " for doubletick.properties; docs/configuration.md lists them all");
                });
    }

    private static String mostLike(String name) {
        return all().stream()
                .map(Setting::variable)
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .orElseThrow();
    }

    /** How many letters have to be added, removed or changed (Levenshtein). */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
