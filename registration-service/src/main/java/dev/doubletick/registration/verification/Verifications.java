package dev.doubletick.registration.verification;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.Accounts;
import dev.doubletick.registration.account.DeviceCredential;
import dev.doubletick.registration.verification.CodeCheck.Reason;
import dev.doubletick.registration.verification.CodeCheck.Refused;
import dev.doubletick.registration.verification.CodeCheck.Verified;
import dev.doubletick.registration.verification.CodeCheck.Wrong;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Sends codes and checks them. Safe on any thread; blocks for the database only. */
public final class Verifications {

    private static final int CODES = 1_000_000;

    private final Jdbi jdbi;
    private final VerificationSessions sessions;
    private final Accounts accounts;
    private final OtpKey key;
    private final VerificationCodeSender sender;
    private final VerificationPolicy policy;
    private final Clock clock;
    private final SecureRandom random;
    private final Executor executor;

    /** @param executor goes on when a gateway has answered, on whose thread nothing of ours may block */
    public Verifications(
            Jdbi jdbi,
            Accounts accounts,
            OtpKey key,
            VerificationCodeSender sender,
            VerificationPolicy policy,
            Clock clock,
            SecureRandom random,
            Executor executor) {
        this.jdbi = jdbi;
        this.sessions = new VerificationSessions(jdbi);
        this.accounts = accounts;
        this.key = key;
        this.sender = sender;
        this.policy = policy;
        this.clock = clock;
        this.random = random;
        this.executor = executor;
    }

    /**
     * Sends a code. The future completes on the executor, or exceptionally with {@link CodeNotSentException}; while the
     * gateway works, no connection is held.
     */
    CompletableFuture<CodeRequest> request(PhoneNumber phone) {
        // PostgreSQL keeps microseconds: what is answered must be what is kept.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        VerificationSession session = new VerificationSession(
                UUID.randomUUID(), phone, now.plus(policy.codeLifetime()), now.plus(policy.resendDelay()));
        String code = String.format(Locale.ROOT, "%06d", random.nextInt(CODES));
        if (!sessions.begin(session, key.hmac(session.id(), code), now)) {
            Instant nextSendAt = sessions.nextSendAt(phone).orElse(now);
            return CompletableFuture.completedFuture(new CodeRequest.TooEarly(nextSendAt));
        }
        return send(new VerificationMessage(phone, code))
                .orTimeout(policy.sendTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync((sent, failure) -> sent(session, failure), executor);
    }

    private CompletableFuture<Void> send(VerificationMessage message) {
        try {
            // A copy, because the time-out must not complete a future that is the sender's.
            return sender.send(message).copy();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CodeRequest sent(VerificationSession session, @Nullable Throwable failure) {
        if (failure == null) {
            return new CodeRequest.Sent(session);
        }
        CodeNotSentException notSent = new CodeNotSentException(failure);
        try {
            sessions.forget(session.id());
        } catch (RuntimeException e) {
            // The person then waits for the resend delay; the gateway's failure is what they are told.
            notSent.addSuppressed(e);
        }
        throw notSent;
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
        return sessions.deleteExpiredBefore(clock.instant().minus(policy.retention()));
    }
}
