package dev.doubletick.registration.operator;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes one line of CSV (RFC 4180) apart. A quoted field ends with its line: no field of ours has a line break in it, and so a
 * quote that is missing spoils one line and not the rest of the file.
 */
final class CsvLine {

    private CsvLine() {}

    /**
     * The fields, without quotes and the space around them.
     *
     * @throws IllegalArgumentException if a quoted field does not end
     */
    static List<String> split(String line, char separator) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (doubled) {
                    field.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == separator && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quoted field does not end");
        }
        fields.add(field.toString().strip());
        return fields;
    }
}
