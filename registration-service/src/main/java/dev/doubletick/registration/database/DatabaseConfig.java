package dev.doubletick.registration.database;

/**
 * How to reach PostgreSQL.
 *
 * @param url JDBC URL, such as {@code jdbc:postgresql://localhost:5432/doubletick}
 * @param user the role that owns the schema; it migrates it
 * @param password empty if the server asks for none
 * @param connections the pool's most connections, at least 2
 */
public record DatabaseConfig(String url, String user, String password, int connections) {

    /** Enough for a server of a few cores: a connection is held for single statements only. */
    public static final int DEFAULT_CONNECTIONS = 10;

    /** @throws IllegalArgumentException if a value cannot be used; the message says which */
    public DatabaseConfig {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("the database URL must start with jdbc:postgresql:");
        }
        if (connections < 2) {
            throw new IllegalArgumentException("the database pool needs at least 2 connections");
        }
    }

    /** With the {@linkplain #DEFAULT_CONNECTIONS default} pool size. */
    public DatabaseConfig(String url, String user, String password) {
        this(url, user, password, DEFAULT_CONNECTIONS);
    }

    /** Without the password. A URL may carry one too, so only its part before the parameters is told. */
    @Override
    public String toString() {
        return "DatabaseConfig[" + url.split("\\?", 2)[0] + ", user " + user + ", " + connections + " connections]";
    }
}
