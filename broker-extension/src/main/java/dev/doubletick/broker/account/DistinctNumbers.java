package dev.doubletick.broker.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How many different numbers each phone may try something with in a day, so that nobody goes through a country's numbers one by
 * one. The same number as often as one likes. A phone's day begins with its first try. In memory, of this broker. Safe on any
 * thread.
 */
public final class DistinctNumbers {

    private static final Duration DAY = Duration.ofDays(1);
    private static final long MAX_PHONES = 200_000;

    private final int limit;
    private final Cache<PhoneNumber, Set<Long>> tried;

    /** @param limit numbers for a phone in a day */
    public DistinctNumbers(int limit, Clock clock) {
        this.limit = limit;
        // From the first try on: what is in the set does not matter to the cache.
        this.tried = Caffeine.newBuilder()
                .expireAfterWrite(DAY)
                .maximumSize(MAX_PHONES)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** Counts a try. Answers false, and does not count it, if this phone has tried as many others as it may. */
    public boolean count(PhoneNumber phone, PhoneNumber number) {
        Set<Long> numbers = tried.get(phone, p -> new HashSet<>());
        Long digits = Long.valueOf(number.digits());
        synchronized (numbers) {
            return numbers.contains(digits) || (numbers.size() < limit && numbers.add(digits));
        }
    }

    /** Whether this phone has tried as many as it may. */
    public boolean exhausted(PhoneNumber phone) {
        Set<Long> numbers = tried.getIfPresent(phone);
        if (numbers == null) {
            return false;
        }
        synchronized (numbers) {
            return numbers.size() >= limit;
        }
    }
}
