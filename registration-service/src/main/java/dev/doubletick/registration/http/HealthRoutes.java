package dev.doubletick.registration.http;

import dev.doubletick.registration.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.util.function.BooleanSupplier;

/** For supervisors and load balancers: {@code /healthz} says the process is alive, {@code /readyz} that it can serve. */
public final class HealthRoutes {

    private static final Operation ALIVE =
            Operation.of("isAlive", "Whether the process is alive").answers(200, Status.class);
    private static final Operation READY =
            Operation.of("isReady", "Whether it can serve").answers(200, Status.class);

    private HealthRoutes() {}

    /** The answer to both. */
    record Status(String status) {}

    /** @param ready asked on each {@code /readyz}; may block for seconds */
    public static void install(RoutesConfig routes, BooleanSupplier ready) {
        routes.addEndpoint(ALIVE.at(HandlerType.GET, "/healthz", ctx -> ctx.json(new Status("alive"))));
        routes.addEndpoint(READY.at(HandlerType.GET, "/readyz", ctx -> {
            if (!ready.getAsBoolean()) {
                throw new ProblemException(
                                Problem.UNAVAILABLE,
                                "The database does not answer, or lacks this release's migrations.")
                        .withHeader("Retry-After", "5");
            }
            ctx.json(new Status("ready"));
        }));
    }
}
