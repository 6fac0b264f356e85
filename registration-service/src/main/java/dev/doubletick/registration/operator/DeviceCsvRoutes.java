package dev.doubletick.registration.operator;

import dev.doubletick.registration.http.JsonBody;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /v1/operator/accounts/csv?action=}: many devices by a file. If one line is wrong, each that is wrong is named and
 * nothing is done.
 */
final class DeviceCsvRoutes {

    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    private static final Operation APPLY = Operation.of("applyCsv", "Does the same to many devices")
            .by(Access.OPERATOR)
            .asks("action", "provision, rotate, revoke or allow; provision if it is missing")
            .takes("text/csv", String.class)
            .answers(200, "text/csv", String.class)
            .answers(204)
            .refuses(Problem.INVALID_CSV);

    private final Devices devices;

    DeviceCsvRoutes(Devices devices) {
        this.devices = devices;
    }

    void install(RoutesConfig routes) {
        routes.addEndpoint(APPLY.at(HandlerType.POST, "/v1/operator/accounts/csv", this::apply));
    }

    private void apply(Context ctx) {
        DeviceAction action = DeviceAction.of(
                        Optional.ofNullable(ctx.queryParam("action")).orElse("provision"))
                .orElseThrow(() -> new ProblemException(
                        Problem.BAD_REQUEST, "The parameter action is one of provision, rotate, revoke and allow."));
        DeviceCsv csv = DeviceCsv.parse(new String(JsonBody.bytes(ctx, MAX_BODY_BYTES), StandardCharsets.UTF_8));
        refuseIf(csv.errors());
        if (action == DeviceAction.ALLOW) {
            refuseIf(csv.devices().stream()
                    .filter(line -> line.recipients().isEmpty())
                    .map(line -> new LineError(
                            line.number(), "allowed_recipients is empty: say anybody, nobody, or which numbers"))
                    .toList());
        }
        Devices.Outcome outcome = devices.apply(action, csv.devices());
        refuseIf(outcome.unknown().stream()
                .map(line -> new LineError(line.number(), "there is no account with this number"))
                .toList());
        if (action.issuesCredential()) {
            StringBuilder answer = new StringBuilder("phone,credential\n");
            outcome.credentials().forEach((phone, credential) -> answer.append(phone.e164())
                    .append(',')
                    .append(credential.text())
                    .append('\n'));
            ctx.contentType("text/csv; charset=utf-8; header=present").result(answer.toString());
        } else {
            ctx.status(204);
        }
    }

    private static void refuseIf(List<LineError> errors) {
        if (!errors.isEmpty()) {
            String lines = errors.size() == 1 ? "One line is wrong" : errors.size() + " lines are wrong";
            throw new ProblemException(Problem.INVALID_CSV, lines + ". Nothing was done.").withMember("lines", errors);
        }
    }
}
