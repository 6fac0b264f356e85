package dev.doubletick.registration.verification;

import dev.doubletick.registration.http.JsonBody;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Operation;
import dev.doubletick.registration.verification.CodeCheck.Reason;
import dev.doubletick.registration.verification.CodeCheck.Refused;
import dev.doubletick.registration.verification.CodeCheck.Verified;
import dev.doubletick.registration.verification.CodeCheck.Wrong;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** {@code POST /v1/verifications/{id}/code}: checks a code. */
public final class VerificationRoutes {

    private static final int MAX_BODY_BYTES = 16 * 1024;
    private static final Pattern CODE = Pattern.compile("[0-9]{6}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final Operation CHECK = Operation.of("checkVerification", "Exchanges a code for a device credential")
            .takes(CheckBody.class)
            .answers(200, CheckAnswer.class)
            .refuses(
                    Problem.INVALID_CODE,
                    Problem.WRONG_CODE,
                    Problem.UNKNOWN_VERIFICATION,
                    Problem.VERIFICATION_EXPIRED,
                    Problem.VERIFICATION_EXHAUSTED,
                    Problem.VERIFICATION_USED);

    private final Verifications verifications;
    private final Supplier<List<URI>> brokers;

    /** @param brokers told to a phone that has proven itself, for it to choose from */
    public VerificationRoutes(Verifications verifications, Supplier<List<URI>> brokers) {
        this.verifications = verifications;
        this.brokers = brokers;
    }

    /** Adds the route. */
    public void install(RoutesConfig routes) {
        routes.addEndpoint(CHECK.at(HandlerType.POST, "/v1/verifications/{id}/code", this::check));
    }

    /** The body of {@code POST /v1/verifications/{id}/code}. */
    record CheckBody(String code) {}

    /** The answer to it. */
    record CheckAnswer(String phone, String credential, List<URI> brokers) {}

    private void check(Context ctx) {
        UUID id = id(ctx.pathParam("id")).orElseThrow(() -> refusal(Reason.UNKNOWN));
        CheckBody body = JsonBody.read(ctx, CheckBody.class, MAX_BODY_BYTES);
        if (!CODE.matcher(body.code()).matches()) {
            throw new ProblemException(Problem.INVALID_CODE, "A verification code has six digits, 0 to 9.");
        }
        CodeCheck result = verifications.check(id, body.code());
        if (result instanceof Wrong wrong) {
            throw wrong(wrong.attemptsLeft());
        }
        if (result instanceof Refused refused) {
            throw refusal(refused.reason());
        }
        Verified verified = (Verified) result;
        ctx.json(new CheckAnswer(verified.phone().e164(), verified.credential().text(), brokers.get()));
    }

    private static ProblemException wrong(int attemptsLeft) {
        String next =
                attemptsLeft == 0 ? "No tries are left; ask for a new code." : "Tries left: " + attemptsLeft + ".";
        return new ProblemException(Problem.WRONG_CODE, "This is not the code that was sent. " + next)
                .withMember("attemptsLeft", attemptsLeft);
    }

    /** {@link UUID#fromString} takes shortened forms, which would be other names for the same thing. */
    private static Optional<UUID> id(String text) {
        return UUID_FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    private static ProblemException refusal(Reason reason) {
        return switch (reason) {
            case UNKNOWN ->
                new ProblemException(
                        Problem.UNKNOWN_VERIFICATION, "There is no verification with this id. Ask for a new code.");
            case EXPIRED ->
                new ProblemException(Problem.VERIFICATION_EXPIRED, "This code is too old. Ask for a new one.");
            case SUPERSEDED ->
                new ProblemException(
                        Problem.VERIFICATION_EXPIRED, "A newer code was sent to this number; only that one counts.");
            case EXHAUSTED ->
                new ProblemException(
                        Problem.VERIFICATION_EXHAUSTED, "There were too many wrong codes. Ask for a new one.");
            case USED ->
                new ProblemException(Problem.VERIFICATION_USED, "This code was used already. Ask for a new one.");
        };
    }
}
