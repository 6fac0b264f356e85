package dev.doubletick.broker.connection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.doubletick.broker.SampledLog;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices devices that chase each other: two with the same credential each end the other's connection, and come back. That a phone
 * takes over from itself now and then, because it noticed first that its network has changed, is normal. Safe on any thread.
 */
final class TakeOvers {

    private static final Logger log = LoggerFactory.getLogger(TakeOvers.class);

    private static final int MANY = 4;
    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final long MAX_PHONES = 10_000;

    private final SampledLog chases = SampledLog.few();
    private final Cache<PhoneNumber, Integer> counts = Caffeine.newBuilder()
            .maximumSize(MAX_PHONES)
            .executor(Runnable::run)
            .expireAfter(new FirstOfMany())
            .build();

    /** A phone's connection has ended because the same phone has connected anew. */
    void count(PhoneNumber phone) {
        if (counts.asMap().merge(phone, 1, Integer::sum) >= MANY) {
            counts.invalidate(phone);
            chases.say(more -> log.warn(
                    "{} has taken over from itself {} times in a minute: do two devices use the same credential?{}",
                    phone,
                    MANY,
                    more));
        }
    }

    /** A minute from the first take-over on. */
    private static final class FirstOfMany implements Expiry<PhoneNumber, Integer> {

        @Override
        public long expireAfterCreate(PhoneNumber phone, Integer count, long now) {
            return WITHIN.toNanos();
        }

        @Override
        public long expireAfterUpdate(PhoneNumber phone, Integer count, long now, long left) {
            return left;
        }

        @Override
        public long expireAfterRead(PhoneNumber phone, Integer count, long now, long left) {
            return left;
        }
    }
}
