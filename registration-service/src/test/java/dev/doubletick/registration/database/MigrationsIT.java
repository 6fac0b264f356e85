package dev.doubletick.registration.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class MigrationsIT {

    @Test
    void createsTheTablesAndThenHasNothingToDo() throws Exception {
        DatabaseConfig config = TestDatabase.create();

        Database.open(config).close();
        List<String> once = Sql.column(config, "select installed_on from flyway_schema_history");
        Database.open(config).close();

        assertThat(Sql.column(config, "select tablename from pg_tables where schemaname = 'public'"))
                .contains("account", "device_credential", "verification_session");
        assertThat(Sql.column(config, "select installed_on from flyway_schema_history"))
                .isEqualTo(once);
    }

    @Test
    void instancesThatStartTogetherMigrateOnce() {
        DatabaseConfig config = TestDatabase.create();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<Void>> instances = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                instances.add(
                        CompletableFuture.runAsync(() -> Database.open(config).close(), threads));
            }
            assertThat(instances)
                    .allSatisfy(instance -> assertThat(instance.join()).isNull());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesADatabaseWhoseMigrationsWereEdited() throws Exception {
        DatabaseConfig config = TestDatabase.create();
        Database.open(config).close();
        Sql.execute(config, "update flyway_schema_history set checksum = checksum + 1 where version = '1'");

        assertThatThrownBy(() -> Database.open(config))
                .isInstanceOf(DatabaseUnusableException.class)
                .message()
                .isEqualTo("The database was migrated by another release: these migrations are not the ones of this"
                        + " release: V1 (accounts).");
    }

    @Test
    void refusesADatabaseOfANewerRelease() throws Exception {
        DatabaseConfig config = TestDatabase.create();
        Database.open(config).close();
        Sql.execute(
                config,
                "insert into flyway_schema_history select 99, '999', 'from the future', type, 'V999__from_the_future.sql',"
                        + " 1, installed_by, installed_on, execution_time, success"
                        + " from flyway_schema_history where version = '1'");

        assertThatThrownBy(() -> Database.open(config))
                .isInstanceOf(DatabaseUnusableException.class)
                .message()
                .contains("V999 (from the future)")
                .doesNotContain("\n");
    }

    @Test
    void saysWhenTheDatabaseCannotBeReached() {
        DatabaseConfig nowhere = new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/nothing", "nobody", "");

        assertThatThrownBy(() -> Database.open(nowhere))
                .isInstanceOf(DatabaseUnusableException.class)
                .message()
                .startsWith("The database cannot be reached: ")
                .doesNotContain("\n");
    }

    @Test
    void saysWhenTheDatabaseDoesNotExist() {
        DatabaseConfig config = TestDatabase.create();
        DatabaseConfig missing = new DatabaseConfig(config.url() + "_missing", config.user(), config.password());

        assertThatThrownBy(() -> Database.open(missing))
                .isInstanceOf(DatabaseUnusableException.class)
                .hasMessageContaining("does not exist");
    }
}
