package dev.doubletick.registration.push.delivery;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jdbi.v3.core.JdbiException;

/** Whose fault a failure is. */
final class Faults {

    /** How often a wake-up may fail by a fault of ours before it is put aside. */
    static final int MOST = 3;

    private Faults() {}

    /**
     * Classes of SQLSTATE (PostgreSQL, appendix A) that a statement gets for what is in it: data exception, integrity constraint
     * violation, program limit exceeded. It would get them again.
     */
    private static final Set<String> NEVER_TAKEN = Set.of("22", "23", "54");

    /**
     * Whether it is this wake-up's own, and not the database's or the end of this process. What a database refuses to all alike
     * (it is away, is read-only, lacks a grant or a table) counts as its own: for that, nothing may be given up.
     */
    static boolean isOurs(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof JdbiException) {
            return cause.getCause() instanceof SQLException refused
                    && refused.getSQLState() != null
                    && refused.getSQLState().length() == 5
                    && NEVER_TAKEN.contains(refused.getSQLState().substring(0, 2));
        }
        return !(cause instanceof RejectedExecutionException);
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
