package dev.doubletick.registration.http;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.regex.Pattern;

/** Tells "PostgreSQL is away" from "our SQL is wrong". */
final class DatabaseOutage {

    private static final Pattern TRANSIENT = Pattern.compile("08|53|57P0|40|25006");

    private DatabaseOutage() {}

    /**
     * By SQLSTATE class, PostgreSQL documentation appendix A: 08 is connection trouble, 53 too few resources, 57P0x a
     * server that shuts down or starts, 40 a transaction that was in another's way, 25006 a standby that takes no writes.
     */
    static boolean isCauseOf(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (state != null && TRANSIENT.matcher(state).lookingAt()) {
                    return true;
                }
            }
        }
        return false;
    }
}
