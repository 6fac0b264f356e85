package dev.doubletick.registration.push.delivery;

import dev.doubletick.protocol.PhoneNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/**
 * Wake-ups that no provider took yet, in PostgreSQL: one of each phone. Every method blocks for one statement. Safe on any thread,
 * and for any number of instances.
 */
final class DeferredWakeUps {

    /** How long what was {@linkplain #claim claimed} is left to whoever claimed it. Beyond the longest that a provider takes. */
    private static final Duration CLAIM = Duration.ofMinutes(2);

    private final Jdbi jdbi;

    DeferredWakeUps(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Puts a wake-up off, or joins it with one that is put off already. Does nothing for a number without an account. */
    void defer(Wake wake, Instant nextAttempt, String reason) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        """
                        insert into deferred_wake_up (phone, since, expires_at, attempts, next_attempt_at, reason)
                        select phone, :since, :expires, :attempts, :next, :reason from account where phone = :phone
                        on conflict (phone) do update set
                            since = least(deferred_wake_up.since, excluded.since),
                            expires_at = greatest(deferred_wake_up.expires_at, excluded.expires_at),
                            attempts = greatest(deferred_wake_up.attempts, excluded.attempts),
                            next_attempt_at = case when excluded.attempts > deferred_wake_up.attempts
                                then excluded.next_attempt_at else deferred_wake_up.next_attempt_at end,
                            reason = excluded.reason""")
                .bind("phone", wake.phone().e164())
                .bind("since", wake.since())
                .bind("expires", wake.expires())
                .bind("attempts", wake.attempts() + 1)
                .bind("next", nextAttempt)
                .bind("reason", reason)
                .execute());
    }

    /** Takes some that are due; they are this instance's for a while. */
    List<Wake> claim(Instant now, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        update deferred_wake_up set next_attempt_at = :later
                        where phone in (
                            select phone from deferred_wake_up where next_attempt_at <= :now
                            order by next_attempt_at limit :most for update skip locked)
                        returning phone, since, expires_at, attempts""")
                .bind("now", now)
                .bind("later", now.plus(CLAIM))
                .bind("most", most)
                .map((row, context) -> wake(row))
                .list());
    }

    private static Wake wake(ResultSet row) throws SQLException {
        return new Wake(
                PhoneNumber.ofE164(row.getString("phone")),
                row.getTimestamp("since").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                false,
                row.getInt("attempts"));
    }

    /** It is done with. */
    void remove(PhoneNumber phone) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from deferred_wake_up where phone = :phone")
                .bind("phone", phone.e164())
                .execute());
    }

    /** Which of these phones have one. */
    Set<PhoneNumber> among(Collection<PhoneNumber> phones) {
        String[] numbers = phones.stream().map(PhoneNumber::e164).toArray(String[]::new);
        return new HashSet<>(jdbi.withHandle(
                handle -> handle.createQuery("select phone from deferred_wake_up where phone = any(:phones)")
                        .bind("phones", numbers)
                        .map((row, context) -> PhoneNumber.ofE164(row.getString(1)))
                        .list()));
    }

    /** Whether a phone was connected after this time, and so has been there by itself. */
    boolean wasThereAfter(PhoneNumber phone, Instant time) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select exists (select from last_seen where phone = :phone and seen_at > :time)")
                .bind("phone", phone.e164())
                .bind("time", time)
                .mapTo(Boolean.class)
                .one());
    }

    long count() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from deferred_wake_up")
                .mapTo(Long.class)
                .one());
    }
}
