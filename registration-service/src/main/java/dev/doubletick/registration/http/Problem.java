package dev.doubletick.registration.http;

import java.util.Locale;

/**
 * The kinds of problem that the service answers with, as RFC 9457 wants them told apart: the type is
 * {@code urn:doubletick:problem:} and the slug. A client may build on types and statuses, not on titles and details.
 */
public enum Problem {
    /** The text is not a phone number. */
    INVALID_PHONE_NUMBER(400, "Not a phone number"),
    /** The body is not JSON, or not of the shape that this path wants. */
    INVALID_JSON(400, "The body cannot be read"),
    /** Some lines of the file are wrong. Member {@code lines} names each; nothing was done. */
    INVALID_CSV(400, "The file has wrong lines"),
    /** A verification code has six digits, and this has not. No try is lost. */
    INVALID_CODE(400, "Not a verification code"),
    /** The request is not good HTTP, or a parameter is wrong. */
    BAD_REQUEST(400, "The request cannot be read"),
    /** Nobody here brings codes this way, by voice say. */
    CHANNEL_UNAVAILABLE(400, "Channel not available"),
    /** Who asks has not shown that they may. */
    UNAUTHORIZED(401, "Not authorized"),
    /** Not the code that was sent. Member {@code attemptsLeft}. */
    WRONG_CODE(403, "Wrong code"),
    /** The operator sends no codes to such numbers. */
    NUMBER_NOT_SERVED(403, "Number not served"),
    /** The operator has not listed the app that the text was to be made for. */
    FORMAT_NOT_ALLOWED(403, "Format not allowed"),
    /** Nothing is at this path. */
    NOT_FOUND(404, "Not found"),
    /** There is no account with this number. */
    UNKNOWN_ACCOUNT(404, "Unknown account"),
    /** There is no such verification, or it is long over. */
    UNKNOWN_VERIFICATION(404, "Unknown verification"),
    /** The path exists, but not for this method. */
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    /** The body did not arrive in time. */
    REQUEST_TIMEOUT(408, "The request took too long"),
    /** The code is too old, or a newer one has been sent. */
    VERIFICATION_EXPIRED(410, "The verification has expired"),
    /** All tries are used up. */
    VERIFICATION_EXHAUSTED(410, "Too many wrong codes"),
    /** The code has been used. It works once. */
    VERIFICATION_USED(410, "The verification was used already"),
    /** The body is larger than this path takes. */
    BODY_TOO_LARGE(413, "The body is too large"),
    /** A limit is nearly used up. Member {@code proof} says what to do before asking again. */
    PROOF_REQUIRED(428, "Proof required"),
    /** The request line or a header is larger than the server takes. */
    REQUEST_TOO_LARGE(431, "The request is too large"),
    /** Asked again too soon. Member {@code nextSendAt}, header {@code Retry-After}. */
    TOO_EARLY(429, "Too early"),
    /** A limit is used up. Header {@code Retry-After}. */
    TOO_MANY_REQUESTS(429, "Too many requests"),
    /** A fault of the server. Its log says more, under the request id. */
    INTERNAL(500, "Internal error"),
    /** The gateway did not take the message. Asking again is fine. */
    CODE_NOT_SENT(502, "The code could not be sent"),
    /** Something that the service needs does not answer. Header {@code Retry-After}. */
    UNAVAILABLE(503, "Unavailable for now");

    private final int status;
    private final String title;

    Problem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status code. */
    public int status() {
        return status;
    }

    /** The same short sentence for every problem of this kind. */
    public String title() {
        return title;
    }

    /** The problem type URI. */
    public String type() {
        return "urn:doubletick:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind to answer where only a status is known, as the HTTP server itself refuses with. */
    static Problem ofStatus(int status) {
        for (Problem problem : new Problem[] {
            BAD_REQUEST,
            UNAUTHORIZED,
            NOT_FOUND,
            METHOD_NOT_ALLOWED,
            REQUEST_TIMEOUT,
            BODY_TOO_LARGE,
            REQUEST_TOO_LARGE,
            UNAVAILABLE
        }) {
            if (problem.status == status) {
                return problem;
            }
        }
        return status >= 400 && status < 500 ? BAD_REQUEST : INTERNAL;
    }
}
