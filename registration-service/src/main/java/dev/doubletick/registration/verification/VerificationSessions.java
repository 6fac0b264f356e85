package dev.doubletick.registration.verification;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.verification.CodeCheck.Reason;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Verification sessions in PostgreSQL. What must hold when requests race, across instances too, is decided by single
 * statements here: one current session per phone number, no more guesses than allowed, one use.
 */
final class VerificationSessions {

    private final Jdbi jdbi;

    VerificationSessions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Makes a new session the phone number's current one, and the one before it dead.
     *
     * @return empty if the current session is too fresh, or another request was faster
     */
    Optional<VerificationSession> begin(
            UUID id, PhoneNumber phone, byte[] codeHmac, VerificationPolicy policy, Instant now) {
        return jdbi.inTransaction(handle -> {
            int step = supersede(handle, phone, policy, now);
            VerificationSession session = new VerificationSession(
                    id, phone, now.plus(policy.codeLifetime()), now.plus(policy.resendDelay(step)));
            int inserted = handle.createUpdate("insert into verification_session"
                            + " (id, phone, code_hmac, created_at, expires_at, next_send_at, backoff_step)"
                            + " values (:id, :phone, :hmac, :now, :expiresAt, :nextSendAt, :step)"
                            + " on conflict (phone) where superseded_at is null do nothing")
                    .bind("id", id)
                    .bind("phone", phone.e164())
                    .bind("hmac", codeHmac)
                    .bind("now", now)
                    .bind("expiresAt", session.expiresAt())
                    .bind("nextSendAt", session.nextSendAt())
                    .bind("step", step)
                    .execute();
            return inserted == 1 ? Optional.of(session) : Optional.empty();
        });
    }

    /** Ends the current session if another may follow, and answers how many codes in a row went before that one. */
    private static int supersede(Handle transaction, PhoneNumber phone, VerificationPolicy policy, Instant now) {
        return transaction
                .createQuery("update verification_session set superseded_at = :now"
                        + " where phone = :phone and superseded_at is null and next_send_at <= :now"
                        + " returning case when greatest(expires_at, next_send_at) > :forgotten"
                        + " then backoff_step + 1 else 0 end")
                .bind("now", now)
                .bind("phone", phone.e164())
                .bind("forgotten", now.minus(policy.retention()))
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    /** When the phone number may ask for its next code; empty if at once. */
    Optional<Instant> nextSendAt(PhoneNumber phone) {
        return jdbi.withHandle(handle -> handle.createQuery("select next_send_at from verification_session"
                        + " where phone = :phone and superseded_at is null")
                .bind("phone", phone.e164())
                .mapTo(Instant.class)
                .findOne());
    }

    /** For a session whose code was not sent: as if it had not been asked for, but nobody can use it. */
    void allowNextAtOnce(UUID id) {
        jdbi.useHandle(handle -> handle.createUpdate("update verification_session"
                        + " set next_send_at = created_at, backoff_step = backoff_step - 1 where id = :id")
                .bind("id", id)
                .execute());
    }

    /**
     * Counts a guess before anybody compares it.
     *
     * @return the guess, to be compared; empty if the session takes no guesses
     */
    Optional<Guess> countGuess(UUID id, int maxAttempts, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("update verification_session set attempts = attempts + 1"
                        + " where id = :id and used_at is null and superseded_at is null"
                        + " and expires_at > :now and attempts < :max"
                        + " returning code_hmac, attempts")
                .bind("id", id)
                .bind("now", now)
                .bind("max", maxAttempts)
                .map((row, ctx) -> new Guess(row.getBytes("code_hmac"), row.getInt("attempts")))
                .findOne());
    }

    /** Why {@link #countGuess} or {@link #use} refused. */
    Reason refusal(UUID id, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("select used_at is not null as used,"
                        + " superseded_at is not null as superseded, expires_at <= :now as expired"
                        + " from verification_session where id = :id")
                .bind("id", id)
                .bind("now", now)
                .map((row, ctx) -> {
                    if (row.getBoolean("used")) {
                        return Reason.USED;
                    }
                    if (row.getBoolean("superseded")) {
                        return Reason.SUPERSEDED;
                    }
                    return row.getBoolean("expired") ? Reason.EXPIRED : Reason.EXHAUSTED;
                })
                .findOne()
                .orElse(Reason.UNKNOWN));
    }

    /**
     * Uses the session up, inside the caller's transaction.
     *
     * @return whose it is; empty if it was used, or replaced, in the meantime
     */
    Optional<PhoneNumber> use(Handle transaction, UUID id, Instant now) {
        return transaction
                .createQuery("update verification_session set used_at = :now"
                        + " where id = :id and used_at is null and superseded_at is null returning phone")
                .bind("now", now)
                .bind("id", id)
                .mapTo(String.class)
                .findOne()
                .map(PhoneNumber::ofE164);
    }

    /** Deletes what has expired before the given time, and no longer holds the next code back since then. */
    int deleteOverBefore(Instant cutoff) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                        "delete from verification_session" + " where expires_at < :cutoff and next_send_at < :cutoff")
                .bind("cutoff", cutoff)
                .execute());
    }

    /** A guess that has been counted and is now to be compared. */
    static final class Guess {

        private final byte[] codeHmac;
        private final int attempts;

        private Guess(byte[] codeHmac, int attempts) {
            this.codeHmac = codeHmac;
            this.attempts = attempts;
        }

        /** How many guesses the session has seen, this one included. */
        int attempts() {
            return attempts;
        }

        /** Compares in constant time. */
        boolean isRight(byte[] guessedHmac) {
            return MessageDigest.isEqual(codeHmac, guessedHmac);
        }
    }
}
