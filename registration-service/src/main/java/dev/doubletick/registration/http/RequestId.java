package dev.doubletick.registration.http;

import io.javalin.http.Context;
import java.util.UUID;

/** Names one request in its answer and in the log. The server makes it: what a client sends would be a way into the log. */
final class RequestId {

    static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestId.class.getName();

    private RequestId() {}

    static String next() {
        return UUID.randomUUID().toString();
    }

    static void assign(Context ctx) {
        of(ctx);
    }

    static String of(Context ctx) {
        String id = ctx.attribute(ATTRIBUTE);
        if (id == null) {
            id = next();
            ctx.attribute(ATTRIBUTE, id);
            ctx.header(HEADER, id);
        }
        return id;
    }

    static String urn(String id) {
        return "urn:uuid:" + id;
    }
}
