package dev.doubletick.registration.verification;

import dev.doubletick.registration.limit.Limits;
import dev.doubletick.registration.limit.Permit;
import dev.doubletick.registration.limit.Taking;
import dev.doubletick.registration.verification.number.NumberPolicy;
import dev.doubletick.registration.verification.proof.ProofGate;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import dev.doubletick.registration.verification.text.CodeTexts;
import java.net.http.HttpTimeoutException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends codes to those who may have one. Safe on any thread; blocks for the database only, and holds none of its connections while
 * a gateway works.
 */
public final class CodeRequests {

    private static final Logger log = LoggerFactory.getLogger(CodeRequests.class);

    private static final int CODES = 1_000_000;

    /** With less than a fifth of a bucket left, a client has to prove something. */
    private static final double NEARLY = 0.8;

    private static final Duration PROOF_TIMEOUT = Duration.ofSeconds(6);

    private final VerificationSettings settings;
    private final VerificationSessions sessions;
    private final Limits limits;
    private final OtpKey key;
    private final Optional<ProofGate> gate;
    private final CodeTexts texts;
    private final VerificationCodeSender sender;
    private final Clock clock;
    private final SecureRandom random;
    private final Executor executor;

    /** @param executor goes on when somebody else has answered, on whose thread nothing of ours may block */
    public CodeRequests(
            VerificationSettings settings,
            Jdbi jdbi,
            Limits limits,
            OtpKey key,
            VerificationCodeSender sender,
            Clock clock,
            SecureRandom random,
            Executor executor) {
        this.settings = settings;
        this.sessions = new VerificationSessions(jdbi);
        this.limits = limits;
        this.key = key;
        this.gate = settings.gate(key);
        this.texts = new CodeTexts(settings.appName());
        this.sender = sender;
        this.clock = clock;
        this.random = random;
        this.executor = executor;
    }

    /**
     * Sends a code. The future completes on the executor or the calling thread, or exceptionally with
     * {@link CodeNotSentException}. Nothing in it depends on whether the phone number has an account.
     */
    CompletableFuture<CodeRequest> request(CodeOrder order) {
        NumberPolicy.Verdict verdict = settings.numbers().judge(order.phone());
        if (verdict.refusal().isPresent()) {
            return completed(new CodeRequest.NotServed(verdict.refusal().get()));
        }
        if (!sender.serves(order.channel())) {
            return completed(new CodeRequest.NoSuchChannel());
        }
        List<Permit> permits = settings.limits().permits(order, verdict.country());
        Taking taking = limits.take(permits, gate.isPresent() ? NEARLY : 1, now());
        if (taking instanceof Taking.Near && gate.isPresent()) {
            return requestWithProof(order, permits, gate.get());
        }
        return request(order, permits, taking);
    }

    private CompletableFuture<CodeRequest> requestWithProof(
            CodeOrder order, List<Permit> permits, ProofGate demanding) {
        if (order.proof().isEmpty()) {
            return completed(new CodeRequest.ProofWanted(demanding.demand(order.phone(), now())));
        }
        return accepts(demanding, order, order.proof().get())
                .thenComposeAsync(
                        accepted -> accepted
                                ? request(order, permits, limits.take(permits, now()))
                                : completed(new CodeRequest.ProofWanted(demanding.demand(order.phone(), now()))),
                        executor);
    }

    private CompletableFuture<Boolean> accepts(ProofGate demanding, CodeOrder order, String proof) {
        return demanding
                .accepts(order.phone(), proof, now())
                .copy()
                .orTimeout(PROOF_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    log.warn("a proof could not be checked: {}", failure.toString());
                    return false;
                });
    }

    private CompletableFuture<CodeRequest> request(CodeOrder order, List<Permit> permits, Taking taking) {
        if (taking instanceof Taking.Exceeded exceeded) {
            log.warn("the limit {} refuses a code to {}", exceeded.rule().name(), order.phone());
            return completed(new CodeRequest.Limited(exceeded.rule(), exceeded.delay()));
        }
        Instant now = now();
        UUID id = UUID.randomUUID();
        String code = String.format(Locale.ROOT, "%06d", random.nextInt(CODES));
        Optional<VerificationSession> session =
                sessions.begin(id, order.phone(), key.hmac(id, code), settings.policy(), now);
        if (session.isEmpty()) {
            // Impatience uses up no limit.
            limits.giveBack(permits);
            Instant nextSendAt = sessions.nextSendAt(order.phone()).orElse(now);
            return completed(new CodeRequest.TooEarly(nextSendAt));
        }
        return send(message(order, code))
                .orTimeout(settings.policy().sendTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync((sent, failure) -> sent(session.get(), permits, failure), executor);
    }

    private VerificationMessage message(CodeOrder order, String code) {
        Locale language = texts.choose(order.acceptLanguage());
        return order.channel() == Channel.VOICE
                ? new VerificationMessage(
                        order.phone(), Channel.VOICE, code, texts.call(language, code), texts.voice(language))
                : new VerificationMessage(
                        order.phone(), Channel.SMS, code, texts.sms(language, code, order.format()), language);
    }

    private CompletableFuture<Void> send(VerificationMessage message) {
        try {
            // A copy, because the time-out must not complete a future that is the sender's.
            return sender.send(message).copy();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CodeRequest sent(VerificationSession session, List<Permit> permits, @Nullable Throwable failure) {
        if (failure == null) {
            return new CodeRequest.Sent(session);
        }
        CodeNotSentException notSent = new CodeNotSentException(failure);
        try {
            sessions.allowNextAtOnce(session.id());
            if (!isTimeout(failure)) {
                // Else a gateway that is away for a while uses up what all share. What is the caller's own stays taken:
                // they
                // could ask for ever.
                limits.giveBack(permits.stream()
                        .filter(permit -> !permit.rule().personal())
                        .toList());
            }
        } catch (RuntimeException e) {
            // The person then waits for the resend delay; the gateway's failure is what they are told.
            notSent.addSuppressed(e);
        }
        throw notSent;
    }

    /** Nobody knows whether the message has gone out. */
    private static boolean isTimeout(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof TimeoutException || cause instanceof HttpTimeoutException);
    }

    /** PostgreSQL keeps microseconds: what is answered must be what is kept. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static CompletableFuture<CodeRequest> completed(CodeRequest result) {
        return CompletableFuture.completedFuture(result);
    }
}
