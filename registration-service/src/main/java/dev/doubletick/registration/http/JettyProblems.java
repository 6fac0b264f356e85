package dev.doubletick.registration.http;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Problems for what Jetty refuses before a handler sees it: a broken request line, headers too large, and the like. */
final class JettyProblems extends ErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(JettyProblems.class);

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        ByteBuffer body = problem(status, response.getHeaders());
        response.setStatus(status);
        response.write(true, body, callback);
    }

    private static ByteBuffer problem(int status, HttpFields.Mutable headers) {
        String requestId = RequestId.next();
        log.info("request {}: refused with {} before it was read", requestId, status);
        headers.put(RequestId.HEADER, requestId);
        headers.put(HttpHeader.CONTENT_TYPE, ProblemJson.CONTENT_TYPE);
        Problem problem = Problem.ofStatus(status);
        return ByteBuffer.wrap(ProblemJson.write(problem, status, problem.title() + ".", Map.of(), requestId));
    }
}
