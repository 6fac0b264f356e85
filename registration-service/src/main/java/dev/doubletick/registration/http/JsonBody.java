package dev.doubletick.registration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Reads request bodies, within a limit and strictly. */
public final class JsonBody {

    /** How much of a body that is too large is read all the same, so that the client gets to see the answer. */
    private static final int MOST_BYTES_DISCARDED = 16 * 1024 * 1024;

    private static final Duration LONGEST_DISCARD = Duration.ofSeconds(5);

    /** So few at a time: who sends slowly holds a thread while it is read. */
    private static final Semaphore DISCARDS = new Semaphore(8);

    private JsonBody() {}

    /**
     * Reads the whole body as one JSON object. The server has gathered it, unless it is larger than any that is wanted here.
     *
     * @param type a record; each of its components is required, unless it is an {@link java.util.Optional}
     * @param maxBytes the most bytes that are kept
     * @throws ProblemException body-too-large or invalid-json
     */
    public static <T> T read(Context ctx, Class<T> type, int maxBytes) {
        byte[] body = bytes(ctx, maxBytes);
        T value;
        try {
            value = Json.MAPPER.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.INVALID_JSON, describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (value == null) {
            throw new ProblemException(Problem.INVALID_JSON, "The body must be a JSON object.");
        }
        return value;
    }

    /**
     * Reads the whole body as it is, for what is not JSON. Blocks while it arrives.
     *
     * @param maxBytes the most bytes that are kept
     * @throws ProblemException body-too-large
     */
    public static byte[] bytes(Context ctx, int maxBytes) {
        try (InputStream in = ctx.req().getInputStream()) {
            byte[] body = in.readNBytes(maxBytes + 1);
            if (body.length <= maxBytes) {
                return body;
            }
            discard(in);
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new ProblemException(Problem.REQUEST_TIMEOUT, "The body did not arrive in time.").withCause(e);
            }
            throw new ProblemException(Problem.BAD_REQUEST, "The body ended before it was complete.").withCause(e);
        }
        throw new ProblemException(Problem.BODY_TOO_LARGE, "The body may have at most " + maxBytes + " bytes.");
    }

    private static void discard(InputStream in) throws IOException {
        if (!DISCARDS.tryAcquire()) {
            return;
        }
        try {
            long start = System.nanoTime();
            byte[] chunk = new byte[8192];
            int discarded = 0;
            int read;
            while (discarded < MOST_BYTES_DISCARDED
                    && System.nanoTime() - start < LONGEST_DISCARD.toNanos()
                    && (read = in.read(chunk)) >= 0) {
                discarded += read;
            }
        } finally {
            DISCARDS.release();
        }
    }

    private static String describe(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "The field " + path(unknown) + " is not known here.";
        }
        if (e instanceof JsonMappingException mapping) {
            String path = path(mapping);
            return path.isEmpty()
                    ? "The body must be one JSON object with the fields that this path wants, each once."
                    : "The field " + path + " is missing or has the wrong type.";
        }
        return "The body is not valid JSON (line " + e.getLocation().getLineNr() + ", column "
                + e.getLocation().getColumnNr() + ").";
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }
}
