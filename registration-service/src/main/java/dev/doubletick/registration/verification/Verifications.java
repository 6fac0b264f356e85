package dev.doubletick.registration.verification;

import dev.doubletick.registration.account.DeviceCredential;
import dev.doubletick.registration.database.SharedSync;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.lock.LockPolicy;
import dev.doubletick.registration.lock.Opening;
import dev.doubletick.registration.lock.Opening.Open;
import dev.doubletick.registration.lock.RegistrationLocks;
import dev.doubletick.registration.verification.CodeCheck.Reason;
import dev.doubletick.registration.verification.CodeCheck.Refused;
import dev.doubletick.registration.verification.CodeCheck.Verified;
import dev.doubletick.registration.verification.CodeCheck.Wrong;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Checks codes. Safe on any thread; blocks for the database only. */
public final class Verifications {

    /** Without a sign of life for so long a number is taken to be somebody else's now. Longer than any message waits. */
    private static final Duration FORGET_AFTER = Duration.ofDays(45);

    /** In each of which somebody sets another lock. */
    private static final int MOST_ROUNDS = 3;

    private final VerificationSessions sessions;
    private final RegistrationLocks locks;
    private final SharedSync disk;
    private final OtpKey key;
    private final VerificationPolicy policy;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * @param key the one that codes were stored under
     * @param random where credentials come from
     */
    public Verifications(Jdbi jdbi, OtpKey key, VerificationPolicy policy, Clock clock, SecureRandom random) {
        this.sessions = new VerificationSessions(jdbi);
        this.locks = new RegistrationLocks(jdbi, LockPolicy.DEFAULT);
        this.disk = new SharedSync(jdbi);
        this.key = key;
        this.policy = policy;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Compares a guess with the code that was sent, and on success opens the account with a new credential.
     *
     * @param pin what opens the number's registration lock, if it has one. Only who has the code learns that it does
     */
    CodeCheck check(UUID id, String code, Optional<String> pin) {
        Instant now = clock.instant();
        // On its own, not together with what follows: a guess that was made must count whatever happens next.
        Optional<VerificationSessions.Guess> counted = sessions.countGuess(id, policy.attempts(), now);
        if (counted.isEmpty()) {
            return new Refused(sessions.refusal(id, now));
        }
        VerificationSessions.Guess guess = counted.get();
        if (!guess.isRight(key.hmac(id, code))) {
            return new Wrong(policy.attempts() - guess.attempts());
        }
        Opening opening = guess.locked() ? locks.open(guess.phone(), pin, now) : Open.UNLOCKED;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (opening instanceof Opening.Locked locked) {
                return new CodeCheck.Locked(locked);
            }
            DeviceCredential credential = DeviceCredential.random(random);
            VerificationSessions.Exchange exchange =
                    sessions.exchange(id, (Open) opening, credential, FORGET_AFTER, now);
            if (exchange == VerificationSessions.Exchange.LOCK_CHANGED) {
                opening = locks.open(guess.phone(), pin, now);
                continue;
            }
            // Whoever lost a race, too, is told of what was committed.
            disk.await();
            return exchange == VerificationSessions.Exchange.DONE
                    ? new Verified(guess.phone(), credential)
                    : lostRace(id, now);
        }
        throw new ProblemException(Problem.UNAVAILABLE, "The number's lock changes all the time.")
                .withHeader("Retry-After", "1");
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
