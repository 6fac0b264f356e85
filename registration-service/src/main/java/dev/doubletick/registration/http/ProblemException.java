package dev.doubletick.registration.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request with a problem (RFC 9457). A handler throws it, or completes its future with it; the server writes it.
 * Immutable: the {@code with} methods answer a new one.
 */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final String detail;
    private final transient Map<String, Object> members;
    private final transient Map<String, String> headers;

    /** @param detail what went wrong this time, in words for whoever reads the answer; it holds no secret */
    public ProblemException(Problem problem, String detail) {
        this(problem, detail, Map.of(), Map.of(), null);
    }

    private ProblemException(
            Problem problem,
            String detail,
            Map<String, Object> members,
            Map<String, String> headers,
            @Nullable Throwable cause) {
        // No stack trace of its own: it is an answer, not a fault. The cause keeps its.
        super(detail, cause, false, false);
        this.problem = problem;
        this.detail = detail;
        this.members = members;
        this.headers = headers;
    }

    /** With one more member in the JSON object, for programs to read. */
    public ProblemException withMember(String name, Object value) {
        return new ProblemException(problem, detail, plus(members, name, value), headers, getCause());
    }

    /** With one more header. */
    public ProblemException withHeader(String name, String value) {
        return new ProblemException(problem, detail, members, plus(headers, name, value), getCause());
    }

    /** With what the log should tell beside the request id. The client does not get to see it. */
    public ProblemException withCause(Throwable cause) {
        return new ProblemException(problem, detail, members, headers, cause);
    }

    private static <V> Map<String, V> plus(Map<String, V> map, String name, V value) {
        Map<String, V> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return Collections.unmodifiableMap(more);
    }

    Problem problem() {
        return problem;
    }

    String detail() {
        return detail;
    }

    Map<String, Object> members() {
        return members;
    }

    Map<String, String> headers() {
        return headers;
    }
}
