package dev.doubletick.sdk;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The code was right, but the number has a registration lock: {@link Doubletick#verify(String, String, String) verify} with its
 * PIN. The same code is good for that, as long as it is {@linkplain Verification#expiresAt good at all}.
 */
public final class RegistrationLockedException extends ProblemException {

    private static final long serialVersionUID = 1;

    /** The type of the problem. */
    public static final String TYPE = "urn:doubletick:problem:registration-locked";

    private final int triesLeft;
    private final @Nullable Instant opensAt;

    public RegistrationLockedException(
            String title,
            int status,
            String detail,
            @Nullable Duration retryAfter,
            Map<String, String> members,
            int triesLeft,
            @Nullable Instant opensAt) {
        super(TYPE, title, status, detail, retryAfter, members);
        this.triesLeft = triesLeft;
        this.opensAt = opensAt;
    }

    /**
     * How many PINs may be tried now. With none left, {@link #retryAfter} says when there is another; only the phone that has the
     * account can remove the lock before.
     */
    public int triesLeft() {
        return triesLeft;
    }

    /** When the lock opens by itself, if the phone that has the account gives no sign of life until then. */
    public Optional<Instant> opensAt() {
        return Optional.ofNullable(opensAt);
    }
}
