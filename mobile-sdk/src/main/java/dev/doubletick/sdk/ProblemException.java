package dev.doubletick.sdk;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The registration service refused a request, with a problem according to RFC 9457.
 *
 * <p>{@link #type()} is what a program decides by, {@code urn:doubletick:problem:…}; the rest is for people. An answer from
 * something in between that is no such problem (a proxy's error page, for example) has the type {@code about:blank}.
 */
public class ProblemException extends Exception {

    private static final long serialVersionUID = 1;

    private final String type;
    private final String title;
    private final int status;
    private final String detail;
    private final @Nullable Duration retryAfter;
    private final HashMap<String, String> members;

    public ProblemException(String type, String title, int status, String detail, @Nullable Duration retryAfter) {
        this(type, title, status, detail, retryAfter, Collections.emptyMap());
    }

    /**
     * @param members see {@link #member}
     */
    public ProblemException(
            String type,
            String title,
            int status,
            String detail,
            @Nullable Duration retryAfter,
            Map<String, String> members) {
        super(status + " " + title + (detail.isEmpty() ? "" : ": " + detail));
        this.type = type;
        this.title = title;
        this.status = status;
        this.detail = detail;
        this.retryAfter = retryAfter;
        this.members = new HashMap<>(members);
    }

    /** The kind of problem, a URI. */
    public String type() {
        return type;
    }

    /** The kind of problem in a few English words. */
    public String title() {
        return title;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What is wrong in this case, in English; may be empty. */
    public String detail() {
        return detail;
    }

    /** How long to wait before the next try, if the server said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * What the problem says beyond that, {@code attemptsLeft} of a wrong code for example: a text as it is, everything else as JSON.
     */
    public Optional<String> member(String name) {
        return Optional.ofNullable(members.get(name));
    }
}
