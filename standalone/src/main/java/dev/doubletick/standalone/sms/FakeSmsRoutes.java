package dev.doubletick.standalone.sms;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;

/** {@code GET /fake/sms?phone=+49…}: the texts of a phone number, oldest first. */
public final class FakeSmsRoutes {

    private FakeSmsRoutes() {}

    /** Adds the route. */
    public static void install(RoutesConfig routes, FakeSmsGateway gateway) {
        routes.get("/fake/sms", ctx -> ctx.json(gateway.texts(phone(ctx))));
    }

    /** The parameter {@code phone}: with a plus, without, or with the space that a plus in a query means when nobody has escaped it. */
    public static PhoneNumber phone(Context ctx) {
        String text = Optional.ofNullable(ctx.queryParam("phone")).orElse("");
        boolean hasPlus = text.startsWith("+") || text.startsWith(" ");
        return PhoneNumber.tryDigits(hasPlus ? text.substring(1) : text)
                .orElseThrow(() -> new ProblemException(
                        Problem.INVALID_PHONE_NUMBER,
                        "The parameter phone must be a phone number, such as +491511234567."));
    }
}
