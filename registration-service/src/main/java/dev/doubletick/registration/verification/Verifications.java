package dev.doubletick.registration.verification;

import dev.doubletick.registration.account.Accounts;
import dev.doubletick.registration.account.DeviceCredential;
import dev.doubletick.registration.verification.CodeCheck.Reason;
import dev.doubletick.registration.verification.CodeCheck.Refused;
import dev.doubletick.registration.verification.CodeCheck.Verified;
import dev.doubletick.registration.verification.CodeCheck.Wrong;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Checks codes. Safe on any thread; blocks for the database only. */
public final class Verifications {

    private final Jdbi jdbi;
    private final VerificationSessions sessions;
    private final Accounts accounts;
    private final OtpKey key;
    private final VerificationPolicy policy;
    private final Clock clock;

    /** @param key the one that codes were stored under */
    public Verifications(Jdbi jdbi, Accounts accounts, OtpKey key, VerificationPolicy policy, Clock clock) {
        this.jdbi = jdbi;
        this.sessions = new VerificationSessions(jdbi);
        this.accounts = accounts;
        this.key = key;
        this.policy = policy;
        this.clock = clock;
    }

    /** Compares a guess with the code that was sent, and on success opens the account with a new credential. */
    CodeCheck check(UUID id, String code) {
        Instant now = clock.instant();
        // On its own, not in the transaction below: a guess that was made must count whatever happens next.
        Optional<VerificationSessions.Guess> guess = sessions.countGuess(id, policy.attempts(), now);
        if (guess.isEmpty()) {
            return new Refused(sessions.refusal(id, now));
        }
        if (!guess.get().isRight(key.hmac(id, code))) {
            return new Wrong(policy.attempts() - guess.get().attempts());
        }
        Optional<Verified> verified = jdbi.inTransaction(
                transaction -> sessions.use(transaction, id, now).map(phone -> {
                    DeviceCredential credential = accounts.issueCredential(transaction, phone, now);
                    return new Verified(phone, credential);
                }));
        return verified.<CodeCheck>map(v -> v).orElseGet(() -> lostRace(id, now));
    }

    private CodeCheck lostRace(UUID id, Instant now) {
        Reason reason = sessions.refusal(id, now);
        // Nobody but a newer session or another use can have come between.
        return new Refused(reason == Reason.EXHAUSTED ? Reason.USED : reason);
    }

    /** Deletes sessions that are long over. Their phone numbers may be of people who never became users. */
    int purge() {
        return sessions.deleteOverBefore(clock.instant().minus(policy.retention()));
    }
}
