package dev.doubletick.registration.push.delivery;

import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jdbi.v3.core.JdbiException;

/** Whose fault a failure is. */
final class Faults {

    /** How often a wake-up may fail by a fault of ours before it is put aside. */
    static final int MOST = 3;

    private Faults() {}

    /** Whether it is a defect, and not the database that is away or the end of this process. */
    static boolean isOurs(Throwable failure) {
        Throwable cause = cause(failure);
        return !(cause instanceof JdbiException) && !(cause instanceof RejectedExecutionException);
    }

    /** The kind of failure: messages may hold a token. */
    static String name(Throwable failure) {
        return cause(failure).getClass().getSimpleName();
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
