package dev.doubletick.registration.lock;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.DeviceAuthentication;
import dev.doubletick.registration.http.JsonBody;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.regex.Pattern;

/** {@code PUT} and {@code DELETE /v1/account/registration-lock}. */
public final class LockRoutes {

    private static final String PATH = "/v1/account/registration-lock";
    private static final int MAX_BODY_BYTES = 1024;
    private static final Pattern PIN = Pattern.compile("[0-9]{6,20}");

    private static final Operation SET = Operation.of("setRegistrationLock", "Locks your number with a PIN")
            .by(Access.DEVICE)
            .takes(LockBody.class)
            .answers(204)
            .refuses(Problem.INVALID_PIN);
    private static final Operation REMOVE = Operation.of("removeRegistrationLock", "Takes the lock off your number")
            .by(Access.DEVICE)
            .answers(204);

    private final DeviceAuthentication authentication;
    private final RegistrationLocks locks;
    private final Clock clock;
    private final SecureRandom random;

    /** @param random makes salts */
    public LockRoutes(DeviceAuthentication authentication, RegistrationLocks locks, Clock clock, SecureRandom random) {
        this.authentication = authentication;
        this.locks = locks;
        this.clock = clock;
        this.random = random;
    }

    /** Adds the routes. */
    public void install(RoutesConfig routes) {
        routes.addEndpoint(SET.at(HandlerType.PUT, PATH, this::set));
        routes.addEndpoint(REMOVE.at(HandlerType.DELETE, PATH, this::remove));
    }

    /** The body of {@code PUT /v1/account/registration-lock}. */
    record LockBody(String pin) {

        /** Without the PIN. */
        @Override
        public String toString() {
            return "LockBody[…]";
        }
    }

    /**
     * A PIN as it must look, whether it is to be set or tried.
     *
     * @throws ProblemException invalid-pin
     */
    public static String requirePin(String pin) {
        if (!PIN.matcher(pin).matches()) {
            throw new ProblemException(Problem.INVALID_PIN, "A PIN has 6 to 20 digits, 0 to 9.");
        }
        return pin;
    }

    /** What to tell one who has the code of a locked number, but not its PIN. */
    public static ProblemException problem(Opening.Locked lock) {
        ProblemException problem = new ProblemException(
                        Problem.REGISTRATION_LOCKED,
                        lock.triesLeft() > 0
                                ? "This number is locked: send the code again, together with the right PIN."
                                : "This number is locked, and there were too many wrong PINs. Wait before the next.")
                .withMember("triesLeft", lock.triesLeft())
                .withMember("opensAt", lock.opensAt());
        return lock.nextTryIn()
                .map(wait -> problem.withHeader(
                        "Retry-After", Long.toString(wait.plusMillis(999).toSeconds())))
                .orElse(problem);
    }

    private void set(Context ctx) {
        PhoneNumber unused = authentication.require(ctx);
        String pin =
                requirePin(JsonBody.read(ctx, LockBody.class, MAX_BODY_BYTES).pin());
        PinHash hash;
        try (PinHash.Turn turn = PinHash.Turn.take()) {
            hash = PinHash.make(pin, random);
        }
        // Once more, because hashing takes its time: who has lost the number meanwhile must not lock it.
        locks.set(transaction -> authentication.require(ctx, transaction), hash, clock.instant());
        ctx.status(204);
    }

    private void remove(Context ctx) {
        locks.remove(transaction -> authentication.require(ctx, transaction));
        ctx.status(204);
    }
}
