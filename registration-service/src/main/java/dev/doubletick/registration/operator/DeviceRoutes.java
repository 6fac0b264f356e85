package dev.doubletick.registration.operator;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.http.JsonBody;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator asks for one account: everything under {@code /v1/operator/accounts/{phone}}. */
final class DeviceRoutes {

    private static final String ACCOUNT = "/v1/operator/accounts/{phone}";
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Operation SHOW =
            operation("getAccount", "An account and what its device may do").answers(200, DeviceAnswer.class);
    private static final Operation DELETE =
            operation("deleteAccount", "Deletes an account").answers(204);
    private static final Operation ROTATE =
            operation("rotateCredential", "Gives the device a new credential").answers(200, CredentialAnswer.class);
    private static final Operation REVOKE =
            operation("revokeCredential", "Takes the device's credential away").answers(204);
    private static final Operation RESTRICT = operation("restrictRecipients", "Says whom the device may write to")
            .takes(RecipientsBody.class)
            .answers(204);
    private static final Operation FREE =
            operation("freeRecipients", "Lets the device write to anybody").answers(204);

    private final Devices devices;

    DeviceRoutes(Devices devices) {
        this.devices = devices;
    }

    private static Operation operation(String id, String summary) {
        return Operation.of(id, summary)
                .by(Access.OPERATOR)
                .refuses(Problem.INVALID_PHONE_NUMBER, Problem.UNKNOWN_ACCOUNT);
    }

    void install(RoutesConfig routes) {
        routes.addEndpoint(SHOW.at(HandlerType.GET, ACCOUNT, this::show));
        routes.addEndpoint(DELETE.at(HandlerType.DELETE, ACCOUNT, this::delete));
        routes.addEndpoint(ROTATE.at(HandlerType.POST, ACCOUNT + "/credential", this::rotate));
        routes.addEndpoint(REVOKE.at(HandlerType.DELETE, ACCOUNT + "/credential", this::revoke));
        routes.addEndpoint(RESTRICT.at(HandlerType.PUT, ACCOUNT + "/allowed-recipients", this::restrict));
        routes.addEndpoint(FREE.at(HandlerType.DELETE, ACCOUNT + "/allowed-recipients", this::free));
    }

    /**
     * The answer to {@code GET /v1/operator/accounts/{phone}}.
     *
     * @param credentialIssuedAt null while no device may connect
     * @param allowedRecipients null if the device may write to anybody
     */
    record DeviceAnswer(
            String phone,
            Instant createdAt,
            @Nullable Instant credentialIssuedAt,
            @Nullable List<String> allowedRecipients) {}

    /** The answer to {@code POST /v1/operator/accounts/{phone}/credential}. */
    record CredentialAnswer(String phone, String credential) {}

    /** The body of {@code PUT /v1/operator/accounts/{phone}/allowed-recipients}. */
    record RecipientsBody(List<String> recipients) {}

    private void show(Context ctx) {
        PhoneNumber phone = phone(ctx);
        DeviceTables.Device device = devices.find(phone).orElseThrow(DeviceRoutes::unknown);
        Optional<List<String>> recipients = device.recipients()
                .only()
                .map(only -> only.stream().map(PhoneNumber::e164).toList());
        ctx.json(new DeviceAnswer(
                phone.e164(), device.createdAt(), device.credentialIssuedAt().orElse(null), recipients.orElse(null)));
    }

    private void delete(Context ctx) {
        if (!devices.delete(phone(ctx))) {
            throw unknown();
        }
        ctx.status(204);
    }

    private void rotate(Context ctx) {
        PhoneNumber phone = phone(ctx);
        apply(DeviceAction.ROTATE, DeviceLine.of(phone))
                .credentials()
                .forEach((number, credential) -> ctx.json(new CredentialAnswer(number.e164(), credential.text())));
    }

    private void revoke(Context ctx) {
        apply(DeviceAction.REVOKE, DeviceLine.of(phone(ctx)));
        ctx.status(204);
    }

    private void restrict(Context ctx) {
        PhoneNumber phone = phone(ctx);
        List<String> texts =
                JsonBody.read(ctx, RecipientsBody.class, MAX_BODY_BYTES).recipients();
        allow(phone, recipients(texts));
        ctx.status(204);
    }

    private void free(Context ctx) {
        allow(phone(ctx), Recipients.ANYBODY);
        ctx.status(204);
    }

    private void allow(PhoneNumber phone, Recipients recipients) {
        apply(DeviceAction.ALLOW, new DeviceLine(1, phone, Optional.of(recipients)));
    }

    private Devices.Outcome apply(DeviceAction action, DeviceLine line) {
        Devices.Outcome outcome = devices.apply(action, List.of(line));
        if (!outcome.unknown().isEmpty()) {
            throw unknown();
        }
        return outcome;
    }

    private static Recipients recipients(List<String> texts) {
        List<PhoneNumber> phones = OperatorRoutes.parse(texts, "recipients");
        try {
            return Recipients.only(phones);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                            Problem.INVALID_JSON, "The field recipients is too long: " + e.getMessage() + ".")
                    .withCause(e);
        }
    }

    private static PhoneNumber phone(Context ctx) {
        try {
            return PhoneNumber.ofE164(ctx.pathParam("phone"));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.INVALID_PHONE_NUMBER, "The number in the path is not E.164: " + e.getMessage() + ".");
        }
    }

    private static ProblemException unknown() {
        return new ProblemException(Problem.UNKNOWN_ACCOUNT, "There is no account with this number.");
    }
}
