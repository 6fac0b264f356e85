package dev.doubletick.registration.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a handler throws into a problem. What is a fault of ours is logged with its cause, and told without. */
final class ProblemAnswers {

    private static final Logger log = LoggerFactory.getLogger(ProblemAnswers.class);

    private static final int DATABASE_RETRY_SECONDS = 5;

    private static final String FAULT = "Something went wrong here. The server's log has it under the request id.";

    private ProblemAnswers() {}

    static void install(JavalinConfig config) {
        config.routes.exception(ProblemException.class, (e, ctx) -> answer(ctx, e));
        config.routes.exception(HttpResponseException.class, (e, ctx) -> answer(ctx, ofJavalin(e)));
        config.routes.exception(JdbiException.class, (e, ctx) -> answer(ctx, ofDatabase(e)));
        config.routes.exception(Exception.class, (e, ctx) -> answer(ctx, ofFault(e)));
        config.router.javaLangErrorHandler(ProblemAnswers::answer);
    }

    private static void answer(Context ctx, ProblemException e) {
        Problem problem = e.problem();
        String requestId = RequestId.of(ctx);
        if (problem == Problem.INTERNAL) {
            log.error("request {} failed", requestId, e.getCause());
        } else if (e.getCause() != null) {
            log.warn(
                    "request {}: {} Cause: {}",
                    requestId,
                    e.detail(),
                    e.getCause().toString());
        }
        e.headers().forEach(ctx::header);
        ctx.status(problem.status())
                .contentType(ProblemJson.CONTENT_TYPE)
                .result(ProblemJson.write(problem, problem.status(), e.detail(), e.members(), requestId));
    }

    private static ProblemException ofJavalin(HttpResponseException e) {
        if (e instanceof NotFoundResponse) {
            return new ProblemException(Problem.NOT_FOUND, "Nothing is at this path.");
        }
        if (e instanceof MethodNotAllowedResponse) {
            String allowed = e.getDetails().getOrDefault("availableMethods", "");
            ProblemException problem =
                    new ProblemException(Problem.METHOD_NOT_ALLOWED, "This path takes other methods only.");
            return allowed.isEmpty() ? problem : problem.withHeader("Allow", allowed);
        }
        return ofStatus(e.getStatus(), e);
    }

    private static ProblemException ofDatabase(JdbiException e) {
        if (e instanceof ConnectionException || DatabaseOutage.isCauseOf(e)) {
            return new ProblemException(Problem.UNAVAILABLE, "The database does not answer. Try again in a moment.")
                    .withHeader("Retry-After", Integer.toString(DATABASE_RETRY_SECONDS))
                    .withCause(e);
        }
        return ofFault(e);
    }

    private static ProblemException ofFault(Exception e) {
        return e instanceof HttpException http ? ofStatus(http.getCode(), e) : internal(e);
    }

    private static ProblemException ofStatus(int status, Exception e) {
        Problem problem = Problem.ofStatus(status);
        return problem == Problem.INTERNAL ? internal(e) : new ProblemException(problem, problem.title() + ".");
    }

    private static ProblemException internal(Exception e) {
        return new ProblemException(Problem.INTERNAL, FAULT).withCause(e);
    }

    /** For {@link Error}: the context may be unusable. */
    private static void answer(HttpServletResponse response, Error error) {
        String requestId = RequestId.next();
        log.error("request {} failed", requestId, error);
        if (response.isCommitted()) {
            return;
        }
        response.reset();
        response.setStatus(Problem.INTERNAL.status());
        response.setHeader(RequestId.HEADER, requestId);
        response.setContentType(ProblemJson.CONTENT_TYPE);
        try {
            response.getOutputStream()
                    .write(ProblemJson.write(Problem.INTERNAL, Problem.INTERNAL.status(), FAULT, Map.of(), requestId));
        } catch (IOException e) {
            log.debug("request {}: the client is gone", requestId, e);
        }
    }
}
