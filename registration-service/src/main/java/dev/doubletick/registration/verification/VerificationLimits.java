package dev.doubletick.registration.verification;

import dev.doubletick.registration.limit.LimitRule;
import dev.doubletick.registration.limit.Permit;
import dev.doubletick.registration.verification.number.Country;
import dev.doubletick.registration.verification.sender.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many codes may be asked for, as data. Each request takes one permit of all that apply.
 *
 * @param number to one phone number, by whatever channel
 * @param calls to one phone number, by voice
 * @param network from one IPv4 address or IPv6 /64
 * @param country to all numbers of a country
 * @param budget to all numbers
 */
public record VerificationLimits(
        LimitRule number, LimitRule calls, LimitRule network, LimitRule country, LimitRule budget) {

    /** For a service of some ten thousand users. A larger one raises country and budget, in {@code limit_rule}. */
    public static final VerificationLimits DEFAULT = new VerificationLimits(
            new LimitRule("verification-number", 10, Duration.ofDays(1), true),
            new LimitRule("verification-calls", 5, Duration.ofDays(1), true),
            new LimitRule("verification-network", 30, Duration.ofHours(1), true),
            new LimitRule("verification-country", 1_000, Duration.ofDays(1), false),
            new LimitRule("verification-budget", 5_000, Duration.ofDays(1), false));

    /** Limits that nobody reaches, but that cost what limits cost: for trials, where a text costs nothing. */
    public static final VerificationLimits WIDE = new VerificationLimits(
            wide(DEFAULT.number),
            wide(DEFAULT.calls),
            wide(DEFAULT.network),
            wide(DEFAULT.country),
            wide(DEFAULT.budget));

    private static LimitRule wide(LimitRule rule) {
        return rule.withCapacity(1_000_000_000);
    }

    List<Permit> permits(CodeOrder order, Country country) {
        List<Permit> permits = new ArrayList<>();
        permits.add(number.permit(order.phone().e164()));
        if (order.channel() == Channel.VOICE) {
            permits.add(calls.permit(order.phone().e164()));
        }
        permits.add(network.permit(order.client().network()));
        permits.add(this.country.permit(country.code()));
        permits.add(budget.permit(""));
        return permits;
    }
}
