package dev.doubletick.standalone.push;

import dev.doubletick.protocol.PhoneNumber;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.Function;

/** {@code GET /fake/push?phone=+49…}: the pushes of a phone number, oldest first. */
public final class FakePushRoutes {

    private FakePushRoutes() {}

    /**
     * Adds the route.
     *
     * @param phone reads the parameter of that name
     */
    public static void install(RoutesConfig routes, FakePushes pushes, Function<Context, PhoneNumber> phone) {
        routes.get("/fake/push", ctx -> ctx.json(pushes.pushes(phone.apply(ctx))));
    }
}
