package dev.doubletick.registration.contacts;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.limit.LimitRule;
import dev.doubletick.registration.limit.Permit;
import java.time.Duration;
import java.util.List;

/**
 * How many numbers may be looked up, as data. Each number that is asked for takes one permit of each. The arithmetic is in
 * docs/abuse.md.
 *
 * @param phone by one phone
 * @param network from one IPv4 address or IPv6 /64, which many phones of a mobile operator may share
 * @param service by all phones together
 */
public record LookupLimits(LimitRule phone, LimitRule network, LimitRule service) {

    /** For a service of some ten thousand users. A larger one raises the last, in {@code limit_rule}. */
    public static final LookupLimits DEFAULT = new LookupLimits(
            new LimitRule("lookup-phone", 5_000, Duration.ofDays(5), true),
            new LimitRule("lookup-network", 20_000, Duration.ofDays(1), true),
            new LimitRule("lookup-service", 5_000_000, Duration.ofDays(1), false));

    /** Limits that nobody reaches, but that cost what limits cost: for trials. */
    public static final LookupLimits WIDE =
            new LookupLimits(wide(DEFAULT.phone), wide(DEFAULT.network), wide(DEFAULT.service));

    private static LimitRule wide(LimitRule rule) {
        return rule.withCapacity(1_000_000_000);
    }

    List<Permit> permits(PhoneNumber asker, String clientNetwork, int count) {
        return List.of(
                phone.permits(asker.e164(), count), network.permits(clientNetwork, count), service.permits("", count));
    }
}
