package dev.doubletick.registration.http;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per request. It names the route, not the path that was asked for, and no query: those can hold phone numbers
 * and verification ids.
 */
final class AccessLog {

    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

    private AccessLog() {}

    static void write(Context ctx, Float milliseconds) {
        Endpoint endpoint = ctx.endpoints().lastHttpEndpoint();
        log.info(
                "{} {} {} {} in {} ms",
                RequestId.of(ctx),
                ctx.method(),
                endpoint == null ? "(no route)" : endpoint.path,
                ctx.statusCode(),
                Math.round(milliseconds));
    }
}
