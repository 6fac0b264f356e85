package dev.doubletick.registration.limit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes permits from the buckets in PostgreSQL, in one round trip whatever their number, and from all or none. What an attacker
 * is refused at one limit uses up none of the others. Safe on any thread; blocks for the database only, and throws what JDBI
 * throws if that does not answer: nobody gets past a limit because the database is away.
 */
public final class Limits {

    private static final String MAC = "HmacSHA256";
    private static final int PSEUDONYM_BYTES = 16;
    private static final int PORTION = 10_000;

    /** The same as in the database: sums of fractions are never quite what they should be. */
    private static final double TOLERANCE = 1e-6;

    private final Jdbi jdbi;
    private final SecretKeySpec pseudonymKey;

    /** @param pseudonymKey makes pseudonyms of personal keys, the same on all instances; with another one all buckets are full */
    public Limits(Jdbi jdbi, byte[] pseudonymKey) {
        this.jdbi = jdbi;
        this.pseudonymKey = new SecretKeySpec(pseudonymKey, MAC);
    }

    /** Takes permits as long as there are any. See {@link #take(List, double, Instant)}. */
    public Taking take(List<Permit> permits, Instant now) {
        return take(permits, 1, now);
    }

    /**
     * Takes all of these permits or none.
     *
     * @param permits of different limits, or different keys
     * @param maxShare the most of a bucket that may be used afterwards, as a share of its capacity
     */
    public Taking take(List<Permit> permits, double maxShare, Instant now) {
        List<Level> levels = jdbi.withHandle(handle -> handle.createQuery(
                        "select wait_seconds, used_share from take_permits(:names, :ruleKeys, :keys,"
                                + " cast(:costs as integer[]), cast(:capacities as integer[]), cast(:periods as bigint[]),"
                                + " :maxShare, :now)")
                .bind("names", texts(permits, permit -> permit.rule().name()))
                .bind("ruleKeys", texts(permits, Permit::key))
                .bind("keys", texts(permits, this::storedKey))
                .bind("costs", texts(permits, permit -> Integer.toString(permit.count())))
                .bind(
                        "capacities",
                        texts(permits, permit -> Integer.toString(permit.rule().capacity())))
                .bind(
                        "periods",
                        texts(
                                permits,
                                permit -> Long.toString(permit.rule().period().toMillis())))
                .bind("maxShare", maxShare)
                .bind("now", now)
                .map((row, ctx) -> new Level(row.getDouble("wait_seconds"), row.getDouble("used_share")))
                .list());
        return judge(permits, levels, maxShare);
    }

    /** Gives back what was {@link Taking.Taken} for something that then did not happen. */
    public void giveBack(List<Permit> permits) {
        jdbi.useHandle(handle -> handle.createQuery(
                        "select true from give_permits_back(:names, :keys, cast(:costs as integer[]))")
                .bind("names", texts(permits, permit -> permit.rule().name()))
                .bind("keys", texts(permits, this::storedKey))
                .bind("costs", texts(permits, permit -> Integer.toString(permit.count())))
                .mapTo(Boolean.class)
                .one());
    }

    /** A bucket as it would be with the permits taken. */
    private record Level(double waitSeconds, double usedShare) {}

    private static Taking judge(List<Permit> permits, List<Level> levels, double maxShare) {
        int slowest = 0;
        int fullest = 0;
        for (int i = 1; i < levels.size(); i++) {
            slowest = levels.get(i).waitSeconds() > levels.get(slowest).waitSeconds() ? i : slowest;
            fullest = levels.get(i).usedShare() > levels.get(fullest).usedShare() ? i : fullest;
        }
        double wait = levels.get(slowest).waitSeconds();
        if (wait > 0) {
            return new Taking.Exceeded(permits.get(slowest).rule(), Duration.ofMillis((long) Math.ceil(wait * 1000)));
        }
        return levels.get(fullest).usedShare() > maxShare + TOLERANCE
                ? new Taking.Near(permits.get(fullest).rule())
                : new Taking.Taken();
    }

    /** Deletes the buckets that nobody has used for a period: they are full, so no different from those that never were. */
    public int deleteFull(Instant now) {
        int all = 0;
        int deleted;
        do {
            deleted = deletePortion(now);
            all += deleted;
        } while (deleted == PORTION);
        return all;
    }

    /** A statement that takes too long is given up, and would have done nothing. */
    private int deletePortion(Instant now) {
        // Past those that are in use, or the two could wait for each other.
        return jdbi.withHandle(handle -> handle.createUpdate(
                        "delete from limit_bucket where (name, key) in"
                                + " (select name, key from limit_bucket where full_at <= :now limit :most for update skip locked)")
                .bind("now", now)
                .bind("most", PORTION)
                .execute());
    }

    private String storedKey(Permit permit) {
        return permit.rule().personal() && !permit.key().isEmpty() ? pseudonym(permit.key()) : permit.key();
    }

    private String pseudonym(String key) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(pseudonymKey);
            byte[] hmac = mac.doFinal(key.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hmac, PSEUDONYM_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    private static String[] texts(List<Permit> permits, Function<Permit, String> text) {
        return permits.stream().map(text).toArray(String[]::new);
    }
}
