package dev.doubletick.broker.account;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Arrays;
import java.util.stream.LongStream;

/** An immutable set of phone numbers in eight bytes each, since there may be thousands of them beside each account. */
public final class NumberSet {

    public static final NumberSet EMPTY = new NumberSet(new long[0]);

    private final long[] sorted;

    private NumberSet(long[] sorted) {
        this.sorted = sorted;
    }

    /** @param numbers the digits of each, which begin with no zero and fit into a long (E.164: 15 at most), in any order */
    public static NumberSet of(LongStream numbers) {
        long[] sorted = numbers.sorted().distinct().toArray();
        return sorted.length == 0 ? EMPTY : new NumberSet(sorted);
    }

    public boolean contains(PhoneNumber phone) {
        return sorted.length > 0 && Arrays.binarySearch(sorted, Long.parseLong(phone.digits())) >= 0;
    }

    public int size() {
        return sorted.length;
    }
}
