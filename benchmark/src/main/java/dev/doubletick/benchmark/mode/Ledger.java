package dev.doubletick.benchmark.mode;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.traffic.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a fill left on the server, so that a drain, also one in another process and after a restart of the server, knows what
 * has to come.
 *
 * @param tag upper half of the messages' ids, hexadecimal
 * @param phones everybody in digits; one with an even index wrote to the next
 * @param sent how many messages each pair's sender had accepted
 */
record Ledger(String tag, List<String> phones, List<Integer> sent) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Ledger of(long tag, List<Account> accounts, List<Integer> sent) {
        return new Ledger(
                Long.toHexString(tag),
                accounts.stream().map(account -> account.phone().digits()).toList(),
                List.copyOf(sent));
    }

    static Ledger read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new LoadException(file + " does not exist: run fill with the same --ledger before");
        }
        return JSON.readValue(file.toFile(), Ledger.class);
    }

    void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    long tagValue() {
        return Long.parseUnsignedLong(tag, 16);
    }

    int total() {
        return sent.stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * @throws LoadException if these are not the accounts that were filled
     */
    void requireSame(List<Account> accounts) {
        if (!phones.equals(
                accounts.stream().map(account -> account.phone().digits()).toList())) {
            throw new LoadException("the ledger was written for other phone numbers");
        }
    }
}
