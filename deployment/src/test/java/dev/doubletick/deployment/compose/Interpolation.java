package dev.doubletick.deployment.compose;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variables in a Compose file: {@code $$}, {@code ${NAME}}, {@code ${NAME:-default}} and {@code ${NAME:?what is missing}}. */
final class Interpolation {

    private static final Pattern PLACE = Pattern.compile("\\$(?:\\$|\\{([A-Z_]+)(?::([-?])([^}]*))?})");

    private Interpolation() {}

    /** @throws IllegalArgumentException if a variable is missing that must be set, with what the file says then */
    static String apply(String text, Map<String, String> variables) {
        Matcher matcher = PLACE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(result, Matcher.quoteReplacement(value(matcher, variables)));
        }
        return matcher.appendTail(result).toString();
    }

    private static String value(Matcher place, Map<String, String> variables) {
        String name = place.group(1);
        if (name == null) {
            return "$";
        }
        String value = variables.getOrDefault(name, "");
        if (!value.isEmpty()) {
            return value;
        }
        if ("?".equals(place.group(2))) {
            throw new IllegalArgumentException(name + ": " + place.group(3));
        }
        return "-".equals(place.group(2)) ? place.group(3) : "";
    }
}
