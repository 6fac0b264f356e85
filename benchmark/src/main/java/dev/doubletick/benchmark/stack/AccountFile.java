package dev.doubletick.benchmark.stack;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Accounts in a CSV file with the header {@code phone,credential}, as {@code ./doubletick provision} writes it. */
public final class AccountFile {

    private static final String HEADER = "phone,credential";

    private AccountFile() {}

    /**
     * @throws LoadException if the file is not such a CSV; the message names the line and no secret
     */
    public static List<Account> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).trim().equals(HEADER)) {
            throw new LoadException(file + ": the first line must be " + HEADER);
        }
        List<Account> accounts = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).trim();
            if (!line.isEmpty()) {
                accounts.add(parse(file, i + 1, line));
            }
        }
        return accounts;
    }

    private static Account parse(Path file, int number, String line) {
        int comma = line.indexOf(',');
        String phone = comma < 0 ? line : line.substring(0, comma);
        try {
            if (comma < 0 || comma == line.length() - 1) {
                throw new IllegalArgumentException("no credential");
            }
            return new Account(phoneNumber(phone), line.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw new LoadException(file + ", line " + number + ": " + e.getMessage(), e);
        }
    }

    /** Reads a number with or without the plus. */
    static PhoneNumber phoneNumber(String text) {
        return text.startsWith("+") ? PhoneNumber.ofE164(text) : PhoneNumber.ofDigits(text);
    }
}
