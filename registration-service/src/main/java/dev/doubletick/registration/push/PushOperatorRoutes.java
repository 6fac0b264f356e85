package dev.doubletick.registration.push;

import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import dev.doubletick.registration.push.delivery.ParkedWakeUps;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/**
 * For operators: {@code GET /v1/operator/metrics} in Prometheus' text format, and {@code GET /v1/operator/push/parked}. Whoever
 * installs the operators' own routes guards these too.
 */
public final class PushOperatorRoutes {

    private static final int MAX_PARKED = 100;
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private static final Operation METRICS = Operation.of(
                    "getMetrics", "What happened so far, in numbers for Prometheus")
            .by(Access.OPERATOR)
            .answers(200, "text/plain", String.class);
    private static final Operation PARKED = Operation.of("getParkedWakeUps", "Wake-ups that could not be worked on")
            .by(Access.OPERATOR)
            .answers(200, ParkedAnswer.class);

    private final PrometheusMeterRegistry registry;
    private final ParkedWakeUps parked;

    public PushOperatorRoutes(PrometheusMeterRegistry registry, Jdbi jdbi) {
        this.registry = registry;
        this.parked = new ParkedWakeUps(jdbi);
    }

    /** Adds the routes. */
    public void install(RoutesConfig routes) {
        routes.addEndpoint(METRICS.at(HandlerType.GET, "/v1/operator/metrics", this::metrics));
        routes.addEndpoint(PARKED.at(HandlerType.GET, "/v1/operator/push/parked", this::parked));
    }

    /** The answer to {@code GET /v1/operator/push/parked}: the newest first, at most {@value #MAX_PARKED}. */
    record ParkedAnswer(List<ParkedWakeUps.Parked> parked) {}

    private void metrics(Context ctx) {
        ctx.contentType(PROMETHEUS).result(registry.scrape());
    }

    private void parked(Context ctx) {
        ctx.json(new ParkedAnswer(parked.newest(MAX_PARKED)));
    }
}
