package dev.doubletick.registration.verification;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.verification.CodeCheck.Reason;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Verification sessions in PostgreSQL. What must hold when requests race, across instances too, is decided by single
 * statements here: one current session per phone number, no more guesses than allowed, one use.
 */
final class VerificationSessions {

    /**
     * Before an update, and in its FROM: the transaction's commit does not wait for the disk. A commit that tells brokers (NOTIFY)
     * holds the one lock of the whole database meanwhile, and nobody else could register.
     */
    private static final String UNSYNCED =
            "with unsynced as materialized (select set_config('synchronous_commit', 'off', true)) ";

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
        String[] delays = policy.resendDelays().stream().map(Duration::toString).toArray(String[]::new);
        return jdbi.withHandle(handle -> handle.createQuery("select code_expires_at, next_code_at"
                        + " from begin_verification(:id, :phone, :hmac, cast(:lifetime as interval),"
                        + " cast(:delays as interval[]), cast(:memory as interval), :now)")
                .bind("id", id)
                .bind("phone", phone.e164())
                .bind("hmac", codeHmac)
                // PostgreSQL reads the form of ISO 8601 that Java writes.
                .bind("lifetime", policy.codeLifetime().toString())
                .bind("delays", delays)
                .bind("memory", policy.retention().toString())
                .bind("now", now)
                .map((row, ctx) -> new VerificationSession(
                        id,
                        phone,
                        row.getObject("code_expires_at", OffsetDateTime.class).toInstant(),
                        row.getObject("next_code_at", OffsetDateTime.class).toInstant()))
                .findOne());
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
     * Counts a guess before anybody compares it. A crash of the server may forget the guesses of its last moments.
     *
     * @return the guess, to be compared; empty if the session takes no guesses
     */
    Optional<Guess> countGuess(UUID id, int maxAttempts, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery(UNSYNCED
                        + "update verification_session set attempts = attempts + 1 from unsynced where id = :id and used_at is null and superseded_at is null"
                        + " and expires_at > :now and attempts < :max"
                        + " returning phone, code_hmac, attempts")
                .bind("id", id)
                .bind("now", now)
                .bind("max", maxAttempts)
                .map((row, ctx) -> new Guess(
                        PhoneNumber.ofE164(row.getString("phone")), row.getBytes("code_hmac"), row.getInt("attempts")))
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
     * Uses the session up, inside the caller's transaction. What that commits is on disk after {@link #sync}.
     *
     * @return whose it is; empty if it was used, or replaced, in the meantime
     */
    Optional<PhoneNumber> use(Handle transaction, UUID id, Instant now) {
        return transaction
                .createQuery(
                        UNSYNCED
                                + "update verification_session set used_at = :now from unsynced where id = :id and used_at is null and superseded_at is null returning phone")
                .bind("now", now)
                .bind("id", id)
                .mapTo(String.class)
                .findOne()
                .map(PhoneNumber::ofE164);
    }

    /** Waits until all that was committed before is on disk, together with whoever else waits for it. */
    void sync() {
        // Writes next to nothing, and commits that as usual.
        jdbi.useHandle(handle -> handle.createQuery("select pg_logical_emit_message(true, 'doubletick', '')")
                .mapTo(String.class)
                .one());
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

        private final PhoneNumber phone;
        private final byte[] codeHmac;
        private final int attempts;

        private Guess(PhoneNumber phone, byte[] codeHmac, int attempts) {
            this.phone = phone;
            this.codeHmac = codeHmac;
            this.attempts = attempts;
        }

        /** Whose code it is about. */
        PhoneNumber phone() {
            return phone;
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
