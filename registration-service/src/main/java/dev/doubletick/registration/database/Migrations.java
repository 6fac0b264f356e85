package dev.doubletick.registration.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;

/** Brings the schema up to what this release expects, or refuses to touch it. */
public final class Migrations {

    private Migrations() {}

    /**
     * Applies what is missing. Several instances may do so at once: Flyway lets one at a time.
     *
     * @return the schema version that is in place now
     * @throws DatabaseUnusableException if the database cannot be reached, or what was applied to it earlier is not what
     *     this release brings: an edited migration, or one of a newer release
     */
    public static String apply(DataSource dataSource) {
        requireReachable(dataSource);
        Flyway flyway = flyway(dataSource);
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            throw refusal(dataSource, e);
        }
        MigrationInfo current = flyway.info().current();
        if (current == null) {
            throw new DatabaseUnusableException("No database migrations are on the class path.");
        }
        return current.getVersion().getVersion();
    }

    private static void requireReachable(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            Throwable root = e;
            while (root.getCause() != null && root.getCause() != root) {
                root = root.getCause();
            }
            throw new DatabaseUnusableException("The database cannot be reached: " + oneLine(root) + ".", e);
        }
    }

    private static Flyway flyway(DataSource dataSource, String... ignoredPatterns) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .failOnMissingLocations(true)
                // By default newer migrations than ours would be overlooked.
                .ignoreMigrationPatterns(ignoredPatterns)
                .loggers("slf4j")
                .load();
    }

    private static DatabaseUnusableException refusal(DataSource dataSource, FlywayException failure) {
        ValidateResult result;
        try {
            result = flyway(dataSource, "*:pending").validateWithResult();
        } catch (FlywayException e) {
            failure.addSuppressed(e);
            return new DatabaseUnusableException("Migrating the database failed: " + oneLine(failure) + ".", failure);
        }
        if (result.validationSuccessful) {
            return new DatabaseUnusableException("Migrating the database failed: " + oneLine(failure) + ".", failure);
        }
        String versions =
                result.invalidMigrations.stream().map(Migrations::describe).collect(Collectors.joining(", "));
        return new DatabaseUnusableException(
                "The database was migrated by another release: these migrations are not the ones of this release: "
                        + versions + ".",
                failure);
    }

    private static String describe(ValidateOutput migration) {
        return "V" + migration.version + " (" + migration.description + ")";
    }

    private static String oneLine(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.strip().replaceAll("\\s+", " ").replaceAll("\\.$", "");
    }
}
