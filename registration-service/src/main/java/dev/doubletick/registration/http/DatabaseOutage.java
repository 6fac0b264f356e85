package dev.doubletick.registration.http;

import java.sql.SQLException;
import java.sql.SQLTransientException;

/** Tells "PostgreSQL is away" from "our SQL is wrong". */
final class DatabaseOutage {

    private DatabaseOutage() {}

    /**
     * By SQLSTATE class, PostgreSQL documentation appendix A: 08 is connection trouble, 53 too few resources, 57P0x a
     * server that shuts down or starts.
     */
    static boolean isCauseOf(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (state != null && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P0"))) {
                    return true;
                }
            }
        }
        return false;
    }
}
