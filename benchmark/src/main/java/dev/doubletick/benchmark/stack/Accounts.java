package dev.doubletick.benchmark.stack;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** The accounts that a run may use, made as they are needed. For one thread. */
public final class Accounts {

    /** Makes accounts for numbers. */
    @FunctionalInterface
    private interface Maker {
        List<Account> make(List<PhoneNumber> phones) throws IOException, InterruptedException;
    }

    private final List<Account> known;
    private final PhoneNumber first;
    private final Maker maker;

    private Accounts(List<Account> known, PhoneNumber first, Maker maker) {
        this.known = new ArrayList<>(known);
        this.first = first;
        this.maker = maker;
    }

    /** Those of a file, and no more. */
    public static Accounts of(List<Account> accounts) {
        return new Accounts(accounts, PhoneNumber.ofDigits("1000000"), phones -> {
            throw new LoadException(
                    "the credentials file holds " + accounts.size() + " accounts, " + phones.size() + " too few");
        });
    }

    /**
     * Those that the operator API makes, with consecutive numbers.
     *
     * @param http asked each time: a restarted server may be elsewhere
     */
    public static Accounts ofOperator(Supplier<URI> http, String token, PhoneNumber first) {
        return new Accounts(List.of(), first, phones -> new OperatorAccounts(http.get(), token).create(phones));
    }

    /** Invented ones, for a broker that lets everybody in. */
    public static Accounts invented(PhoneNumber first) {
        return new Accounts(List.of(), first, phones -> phones.stream()
                .map(phone -> new Account(phone, "anybody"))
                .toList());
    }

    /** The first {@code count} accounts; the same ones at every call. */
    public List<Account> take(int count) throws IOException, InterruptedException {
        int missing = count - known.size();
        if (missing > 0) {
            long start = Long.parseLong(first.digits()) + known.size();
            known.addAll(maker.make(LongStream.range(start, start + missing)
                    .mapToObj(digits -> PhoneNumber.ofDigits(Long.toString(digits)))
                    .toList()));
        }
        return List.copyOf(known.subList(0, count));
    }
}
