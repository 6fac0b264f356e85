package dev.doubletick.registration.verification;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.DeviceCredential;
import dev.doubletick.registration.lock.Opening;
import dev.doubletick.registration.verification.CodeCheck.Reason;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Verification sessions in PostgreSQL. What must hold when requests race, across instances too, is decided by single
 * statements here: one current session per phone number, no more guesses than allowed, one use.
 */
final class VerificationSessions {

    /** Before an update, and in its FROM: the transaction's commit does not wait for the disk. */
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
                        + "update verification_session s set attempts = attempts + 1 from unsynced"
                        // A case hides the conditions from the planner: of a small table it would rather scan the whole
                        // index
                        // of current sessions, and keep to that while the table grows.
                        + " where id = :id and case when used_at is null and superseded_at is null"
                        + " and expires_at > :now then attempts < :max end"
                        + " returning phone, code_hmac, attempts,"
                        + " exists (select from registration_lock l where l.phone = s.phone) as locked")
                .bind("id", id)
                .bind("now", now)
                .bind("max", maxAttempts)
                .map((row, ctx) -> new Guess(
                        PhoneNumber.ofE164(row.getString("phone")),
                        row.getBytes("code_hmac"),
                        row.getInt("attempts"),
                        row.getBoolean("locked")))
                .findOne());
    }

    /** What came of {@link #exchange}. */
    enum Exchange {
        DONE,
        /** The session was used, or replaced, in the meantime. */
        LOST,
        /** The number's lock is another one now than what was opened. Nothing was done. */
        LOCK_CHANGED
    }

    /** Why {@link #countGuess} or {@link #exchange} refused. */
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
     * Uses the session up, and makes its phone number's device the one with this credential. All of it or nothing; whether it is
     * on disk yet is another matter.
     *
     * @param opening of the number's registration lock
     * @param forgetAfter the account of a phone that gave no sign of life for so long is replaced by a new one
     */
    Exchange exchange(UUID id, Opening.Open opening, DeviceCredential credential, Duration forgetAfter, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select exchange_code(:id, :ranOut, :setAt, :hash, cast(:forgetAfter as interval), :now)")
                .bind("id", id)
                .bind("ranOut", opening.ranOut())
                .bind("setAt", opening.setAt().orElse(null))
                .bind("hash", HexFormat.of().formatHex(credential.sha256()))
                .bind("forgetAfter", forgetAfter.toString())
                .bind("now", now)
                .mapTo(String.class)
                .findOne()
                .map(phone -> phone.isEmpty() ? Exchange.LOCK_CHANGED : Exchange.DONE)
                .orElse(Exchange.LOST));
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
        private final boolean locked;

        private Guess(PhoneNumber phone, byte[] codeHmac, int attempts, boolean locked) {
            this.phone = phone;
            this.codeHmac = codeHmac;
            this.attempts = attempts;
            this.locked = locked;
        }

        /** Whose code it is about. */
        PhoneNumber phone() {
            return phone;
        }

        /** How many guesses the session has seen, this one included. */
        int attempts() {
            return attempts;
        }

        /** Whether the number has a registration lock, of which no more is known. */
        boolean locked() {
            return locked;
        }

        /** Compares in constant time. */
        boolean isRight(byte[] guessedHmac) {
            return MessageDigest.isEqual(codeHmac, guessedHmac);
        }
    }
}
