package dev.doubletick.registration.lock;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.lock.Opening.Locked;
import dev.doubletick.registration.lock.Opening.Open;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Registration locks in PostgreSQL. A lock holds as long as its phone gives signs of life, and some days longer: who lost phone
 * and PIN, or was given the number by their operator, gets in then; who only gets the SMS of a phone in use never does.
 *
 * <p>A sign of life is a connection to a broker (which writes last seen, of connected phones twice a day), a new credential or a
 * new PIN. Safe on any thread; blocks for the database and for hashing, and holds no connection while it hashes.
 */
public final class RegistrationLocks {

    private final Jdbi jdbi;
    private final LockPolicy policy;

    /** @param jdbi the migrated database */
    public RegistrationLocks(Jdbi jdbi, LockPolicy policy) {
        this.jdbi = jdbi;
        this.policy = policy;
    }

    /** A lock as it is stored. */
    private record Stored(
            PinHash pin,
            Instant setAt,
            int wrongTries,
            @Nullable Instant lastTryAt,
            Instant lastSignOfLife) {}

    /**
     * Whether this number may be registered anew. To be asked only on behalf of one who has the number's SMS. A PIN that is given
     * counts as a try before it is compared.
     */
    public Opening open(PhoneNumber phone, Optional<String> pin, Instant now) {
        Optional<Stored> found = find(phone);
        if (found.isEmpty()) {
            return Open.UNLOCKED;
        }
        Stored lock = found.get();
        if (!lock.lastSignOfLife().plus(policy.holds()).isAfter(now)) {
            return new Open(true, Optional.of(lock.setAt()));
        }
        if (pin.isPresent()) {
            // First, because a try that is counted must be compared.
            try (PinHash.Turn turn = PinHash.Turn.take()) {
                if (countTry(phone, now) && lock.pin().matches(pin.get())) {
                    return new Open(false, Optional.of(lock.setAt()));
                }
            }
        }
        return pin.isEmpty()
                ? locked(lock, now)
                : find(phone).<Opening>map(tried -> locked(tried, now)).orElse(Open.UNLOCKED);
    }

    private Locked locked(Stored lock, Instant now) {
        int left = Math.max(0, policy.tries() - lock.wrongTries());
        Optional<Duration> nextTryIn = Optional.empty();
        if (left == 0 && lock.lastTryAt() != null) {
            nextTryIn = Optional.of(Duration.between(now, lock.lastTryAt().plus(policy.afterwards())))
                    .filter(wait -> wait.compareTo(Duration.ZERO) > 0);
            left = nextTryIn.isPresent() ? 0 : 1;
        }
        return new Locked(left, nextTryIn, lock.lastSignOfLife().plus(policy.holds()));
    }

    private Optional<Stored> find(PhoneNumber phone) {
        return jdbi.withHandle(handle -> handle.createQuery("select l.*,"
                        + " greatest(l.set_at, c.created_at, s.seen_at) as last_sign_of_life"
                        + " from registration_lock l left join device_credential c using (phone)"
                        + " left join last_seen s using (phone) where phone = :phone")
                .bind("phone", phone.e164())
                .map((row, ctx) -> new Stored(
                        new PinHash(
                                row.getBytes("salt"),
                                row.getBytes("hash"),
                                new PinHash.Cost(
                                        row.getInt("memory_kib"), row.getInt("iterations"), row.getInt("parallelism"))),
                        row.getTimestamp("set_at").toInstant(),
                        row.getInt("wrong_tries"),
                        instant(row.getTimestamp("last_try_at")),
                        row.getTimestamp("last_sign_of_life").toInstant()))
                .findOne());
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private boolean countTry(PhoneNumber phone, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate("update registration_lock"
                                + " set wrong_tries = wrong_tries + 1, last_try_at = :now where phone = :phone"
                                + " and (wrong_tries < :tries or last_try_at <= :free)")
                        .bind("now", now)
                        .bind("phone", phone.e164())
                        .bind("tries", policy.tries())
                        .bind("free", now.minus(policy.afterwards()))
                        .execute())
                == 1;
    }

    /**
     * Locks the number, or changes its PIN.
     *
     * @param authorization answers whose number it is, in the transaction, or throws
     */
    void set(Function<Handle, PhoneNumber> authorization, PinHash hash, Instant now) {
        jdbi.useTransaction(transaction -> {
            PhoneNumber phone = authorization.apply(transaction);
            transaction
                    .createUpdate("insert into registration_lock"
                            + " (phone, salt, hash, memory_kib, iterations, parallelism, set_at)"
                            + " values (:phone, :salt, :hash, :memory, :iterations, :parallelism, :now)"
                            + " on conflict (phone) do update set salt = excluded.salt, hash = excluded.hash,"
                            + " memory_kib = excluded.memory_kib, iterations = excluded.iterations,"
                            + " parallelism = excluded.parallelism, set_at = excluded.set_at,"
                            + " wrong_tries = 0, last_try_at = null")
                    .bind("phone", phone.e164())
                    .bind("salt", hash.salt())
                    .bind("hash", hash.hash())
                    .bind("memory", hash.cost().memoryKib())
                    .bind("iterations", hash.cost().iterations())
                    .bind("parallelism", hash.cost().parallelism())
                    .bind("now", now)
                    .execute();
        });
    }

    /**
     * Takes the lock off, if there is one.
     *
     * @param authorization as of {@link #set}
     */
    void remove(Function<Handle, PhoneNumber> authorization) {
        jdbi.useTransaction(transaction -> {
            PhoneNumber phone = authorization.apply(transaction);
            transaction
                    .createUpdate("delete from registration_lock where phone = :phone")
                    .bind("phone", phone.e164())
                    .execute();
        });
    }
}
