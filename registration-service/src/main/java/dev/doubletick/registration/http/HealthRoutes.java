package dev.doubletick.registration.http;

import io.javalin.config.RoutesConfig;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** For supervisors and load balancers: {@code /healthz} says the process is alive, {@code /readyz} that it can serve. */
public final class HealthRoutes {

    private HealthRoutes() {}

    /** @param ready asked on each {@code /readyz}; may block for seconds */
    public static void install(RoutesConfig routes, BooleanSupplier ready) {
        routes.get("/healthz", ctx -> ctx.json(Map.of("status", "alive")));
        routes.get("/readyz", ctx -> {
            if (!ready.getAsBoolean()) {
                throw new ProblemException(
                                Problem.UNAVAILABLE,
                                "The database does not answer, or lacks this release's migrations.")
                        .withHeader("Retry-After", "5");
            }
            ctx.json(Map.of("status", "ready"));
        });
    }
}
