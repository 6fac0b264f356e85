package dev.doubletick.registration.operator;

import dev.doubletick.protocol.PhoneNumber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an operator's file of devices: CSV (RFC 4180) with a header. The column {@code phone} must be there; in
 * {@code allowed_recipients} an empty field leaves the list of a device as it is, {@code anybody} takes it away, {@code nobody}
 * empties it, and everything else is the new list. A column {@code credential} is not looked at, so that the file which
 * provisioning wrote will do. All that is wrong is found, not only the first.
 */
final class DeviceCsv {

    /** The most devices in one file. */
    static final int MAX_DEVICES = 10_000;

    private static final String PHONE = "phone";
    private static final String RECIPIENTS = "allowed_recipients";
    private static final Set<String> COLUMNS = Set.of(PHONE, RECIPIENTS, "credential");
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final List<DeviceLine> devices = new ArrayList<>();
    private final List<LineError> errors = new ArrayList<>();
    private final Map<PhoneNumber, Integer> seen = new HashMap<>();
    private List<String> columns = List.of();
    private char separator = ',';

    private DeviceCsv() {}

    static DeviceCsv parse(String text) {
        DeviceCsv csv = new DeviceCsv();
        String[] lines = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).split("\r\n|\n|\r", -1);
        int number = 1;
        for (String line : lines) {
            csv.read(number++, line);
        }
        if (csv.devices.isEmpty() && csv.errors.isEmpty()) {
            csv.errors.add(new LineError(lines.length, "there is no device in this file"));
        }
        return csv;
    }

    /** What the file asks for; not to be used if there are errors. */
    List<DeviceLine> devices() {
        return devices;
    }

    /** In the order of the lines. */
    List<LineError> errors() {
        return errors;
    }

    private void read(int number, String line) {
        if (columns.isEmpty() && !line.isBlank()) {
            // What spreadsheets write where the comma is in numbers.
            separator = line.contains(";") ? ';' : ',';
        }
        try {
            List<String> fields = CsvLine.split(line, separator);
            if (fields.stream().allMatch(String::isEmpty)) {
                return;
            }
            if (columns.isEmpty()) {
                header(fields);
            } else {
                device(number, fields);
            }
        } catch (IllegalArgumentException e) {
            errors.add(new LineError(number, String.valueOf(e.getMessage())));
        }
    }

    private void header(List<String> fields) {
        List<String> names =
                fields.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        // Even if it is wrong: the lines after it are not headers.
        columns = names;
        if (!names.contains(PHONE)
                || !COLUMNS.containsAll(names)
                || names.stream().distinct().count() < names.size()) {
            columns = List.of(PHONE, RECIPIENTS);
            throw new IllegalArgumentException(
                    "the first line must name the columns: phone, and if you like allowed_recipients");
        }
    }

    private void device(int number, List<String> fields) {
        if (fields.size() > columns.size()) {
            throw new IllegalArgumentException("there are " + fields.size() + " fields, and " + columns.size()
                    + (columns.size() == 1 ? " column" : " columns"));
        }
        PhoneNumber phone = phone(field(fields, PHONE), PHONE);
        Optional<Recipients> recipients = recipients(field(fields, RECIPIENTS));
        Integer before = seen.putIfAbsent(phone, number);
        if (before != null) {
            throw new IllegalArgumentException("the same phone number is in line " + before);
        }
        if (devices.size() == MAX_DEVICES) {
            throw new IllegalArgumentException("a file has at most " + MAX_DEVICES + " devices");
        }
        devices.add(new DeviceLine(number, phone, recipients));
    }

    private String field(List<String> fields, String column) {
        int index = columns.indexOf(column);
        return index >= 0 && index < fields.size() ? fields.get(index) : "";
    }

    private static Optional<Recipients> recipients(String field) {
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "anybody" -> Optional.of(Recipients.ANYBODY);
            case "nobody" -> Optional.of(Recipients.NOBODY);
            default ->
                Optional.of(Recipients.only(Arrays.stream(field.split("[\\s,;|]+"))
                        .map(text -> phone(text, RECIPIENTS))
                        .toList()));
        };
    }

    private static PhoneNumber phone(String text, String column) {
        try {
            return PhoneNumber.ofE164(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(column + ": " + e.getMessage(), e);
        }
    }
}
