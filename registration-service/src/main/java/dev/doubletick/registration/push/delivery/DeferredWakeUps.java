package dev.doubletick.registration.push.delivery;

import dev.doubletick.protocol.PhoneNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/**
 * Wake-ups that no provider took yet, in PostgreSQL: one of each phone. Every method blocks for a statement or two. Safe on any thread,
 * and for any number of instances.
 */
final class DeferredWakeUps {

    /**
     * How long what was {@linkplain #claim claimed} is left to whoever claimed it. Well beyond {@link Attempt#LONGEST}: by then it
     * is put off again or removed, unless its instance has died.
     */
    private static final Duration CLAIM = Duration.ofMinutes(2);

    private final Jdbi jdbi;

    DeferredWakeUps(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Puts a wake-up off, or joins it with one that is put off already, whose time for the next attempt then stays. Does nothing for
     * a number without an account.
     *
     * @return how many have joined it now; empty without an account
     */
    Optional<Long> defer(Wake wake, Instant nextAttempt, String reason) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        insert into deferred_wake_up
                            (phone, since, expires_at, reminder, attempts, next_attempt_at, reason)
                        select phone, :since, :expires, :reminder, 1, :next, :reason from account where phone = :phone
                        on conflict (phone) do update set
                            since = least(deferred_wake_up.since, excluded.since),
                            expires_at = greatest(deferred_wake_up.expires_at, excluded.expires_at),
                            reminder = deferred_wake_up.reminder and excluded.reminder,
                            joined = deferred_wake_up.joined + 1
                        returning joined""")
                .bind("phone", wake.phone().e164())
                .bind("since", wake.since())
                .bind("expires", wake.expires())
                .bind("reminder", wake.reminder())
                .bind("next", nextAttempt)
                .bind("reason", reason)
                .mapTo(Long.class)
                .findOne());
    }

    /** Puts one that was claimed off once more. */
    void deferAgain(Wake wake, Instant nextAttempt, String reason) {
        jdbi.useHandle(handle -> handle.createUpdate("update deferred_wake_up"
                        + " set attempts = :attempts, next_attempt_at = :next, reason = :reason where phone = :phone")
                .bind("phone", wake.phone().e164())
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
                        returning phone, since, expires_at, reminder, attempts, joined""")
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
                row.getBoolean("reminder"),
                row.getInt("attempts"),
                row.getLong("joined"));
    }

    /**
     * It is done with. What has joined it since is not, because the broker may have decided it after the push: that is due at once.
     *
     * @param joined how many had joined it when it was pushed
     */
    void remove(PhoneNumber phone, long joined, Instant now) {
        jdbi.useTransaction(transaction -> {
            int removed = transaction
                    .createUpdate("delete from deferred_wake_up where phone = :phone and joined <= :joined")
                    .bind("phone", phone.e164())
                    .bind("joined", joined)
                    .execute();
            if (removed == 0) {
                transaction
                        .createUpdate("update deferred_wake_up set next_attempt_at = :now, attempts = 0"
                                + " where phone = :phone and joined > :joined")
                        .bind("phone", phone.e164())
                        .bind("joined", joined)
                        .bind("now", now)
                        .execute();
            }
        });
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

    /** All of them. */
    long count() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from deferred_wake_up")
                .mapTo(Long.class)
                .one());
    }
}
