package dev.doubletick.registration.verification;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.http.ClientAddress;
import dev.doubletick.registration.http.JsonBody;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Operation;
import dev.doubletick.registration.verification.number.PhoneNumberParser;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.text.CodeFormat;
import dev.doubletick.registration.verification.text.CodeFormats;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** {@code POST /v1/verifications}: asks for a code. */
public final class CodeRequestRoutes {

    private static final int MAX_BODY_BYTES = 16 * 1024;

    private static final Operation REQUEST = Operation.of("requestVerification", "Sends a code to a phone number")
            .takes(RequestBody.class)
            .answers(201, RequestAnswer.class)
            .refuses(
                    Problem.INVALID_PHONE_NUMBER,
                    Problem.CHANNEL_UNAVAILABLE,
                    Problem.NUMBER_NOT_SERVED,
                    Problem.FORMAT_NOT_ALLOWED,
                    Problem.PROOF_REQUIRED,
                    Problem.TOO_EARLY,
                    Problem.TOO_MANY_REQUESTS,
                    Problem.CODE_NOT_SENT);

    private final CodeRequests requests;
    private final CodeFormats formats;
    private final int trustedProxies;
    private final Clock clock;

    /** @param settings which apps may be written for, and how many proxies stand before the service */
    public CodeRequestRoutes(CodeRequests requests, VerificationSettings settings, Clock clock) {
        this.requests = requests;
        this.formats = settings.formats();
        this.trustedProxies = settings.trustedProxies();
        this.clock = clock;
    }

    /** Adds the route. */
    public void install(RoutesConfig routes) {
        routes.addEndpoint(REQUEST.at(HandlerType.POST, "/v1/verifications", this::request));
    }

    /**
     * The body of {@code POST /v1/verifications}.
     *
     * @param phone international, with a plus
     * @param channel {@code sms}, which is the default, or {@code voice}
     * @param format {@code plain}, which is the default, {@code android} or {@code ios}
     * @param appHash with {@code android}
     * @param domain with {@code ios}
     * @param proof if one was demanded
     */
    record RequestBody(
            String phone,
            Optional<String> channel,
            Optional<String> format,
            Optional<String> appHash,
            Optional<String> domain,
            Optional<String> proof) {}

    /** The answer to it. */
    record RequestAnswer(UUID id, Instant expiresAt, Instant nextSendAt) {}

    private void request(Context ctx) {
        CodeOrder order = order(ctx, JsonBody.read(ctx, RequestBody.class, MAX_BODY_BYTES));
        ctx.future(() -> requests.request(order).handle((result, failure) -> {
            if (failure != null) {
                throw problem(failure);
            }
            answer(ctx, result);
            return null;
        }));
    }

    private CodeOrder order(Context ctx, RequestBody body) {
        PhoneNumber phone = PhoneNumberParser.parse(body.phone())
                .orElseThrow(() -> new ProblemException(
                        Problem.INVALID_PHONE_NUMBER,
                        "A phone number begins with a plus and its country code, such as +49 for Germany."));
        Channel channel = Channel.ofName(body.channel().orElse("sms"))
                .orElseThrow(() ->
                        new ProblemException(Problem.INVALID_JSON, "The field channel must be \"sms\" or \"voice\"."));
        CodeFormat format = format(body);
        if (!formats.allows(format)) {
            throw new ProblemException(
                    Problem.FORMAT_NOT_ALLOWED, "The operator of this server has not listed this app for its texts.");
        }
        return new CodeOrder(
                phone,
                channel,
                format,
                Optional.ofNullable(ctx.header("Accept-Language")),
                ClientAddress.of(ctx, trustedProxies),
                body.proof());
    }

    private static CodeFormat format(RequestBody body) {
        return switch (body.format().orElse("plain")) {
            case "plain" -> CodeFormat.PLAIN;
            case "android" ->
                new CodeFormat.Android(body.appHash()
                        .filter(CodeFormat.Android::isHash)
                        .orElseThrow(() -> new ProblemException(
                                Problem.INVALID_JSON,
                                "The format \"android\" needs the field appHash, 11 characters of base64.")));
            case "ios" ->
                new CodeFormat.Ios(body.domain()
                        .filter(CodeFormat.Ios::isDomain)
                        .orElseThrow(() -> new ProblemException(
                                Problem.INVALID_JSON,
                                "The format \"ios\" needs the field domain, a domain in small letters.")));
            default ->
                throw new ProblemException(
                        Problem.INVALID_JSON, "The field format must be \"plain\", \"android\" or \"ios\".");
        };
    }

    private void answer(Context ctx, CodeRequest result) {
        if (result instanceof CodeRequest.Sent sent) {
            VerificationSession session = sent.session();
            ctx.status(201).json(new RequestAnswer(session.id(), session.expiresAt(), session.nextSendAt()));
        } else if (result instanceof CodeRequest.TooEarly tooEarly) {
            throw tooEarly(tooEarly.nextSendAt());
        } else if (result instanceof CodeRequest.Limited limited) {
            throw new ProblemException(
                            Problem.TOO_MANY_REQUESTS, "Too many codes have been asked for. Try again later.")
                    .withHeader("Retry-After", seconds(limited.delay()));
        } else if (result instanceof CodeRequest.ProofWanted wanted) {
            throw new ProblemException(
                            Problem.PROOF_REQUIRED,
                            "Many codes are being asked for. Ask again with the proof that the member proof describes.")
                    .withMember("proof", wanted.demand());
        } else if (result instanceof CodeRequest.NotServed notServed) {
            throw new ProblemException(Problem.NUMBER_NOT_SERVED, notServed.reason());
        } else {
            throw new ProblemException(
                    Problem.CHANNEL_UNAVAILABLE, "This server cannot bring codes this way; the other may work.");
        }
    }

    private ProblemException tooEarly(Instant nextSendAt) {
        return new ProblemException(
                        Problem.TOO_EARLY, "A code was just sent to this number. Wait before asking for another.")
                .withMember("nextSendAt", nextSendAt)
                .withHeader("Retry-After", seconds(Duration.between(clock.instant(), nextSendAt)));
    }

    /** Rounded up: who comes back then shall not be too early again. */
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000));
    }

    private static CompletionException problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CodeNotSentException) {
            return new CompletionException(new ProblemException(
                            Problem.CODE_NOT_SENT, "The message could not be handed to the gateway. Try again.")
                    .withCause(cause));
        }
        return new CompletionException(cause);
    }
}
