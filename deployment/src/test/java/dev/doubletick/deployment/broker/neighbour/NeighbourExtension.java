package dev.doubletick.deployment.broker.neighbour;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.Map;
import org.postgresql.Driver;

/** Another extension in the same broker, that uses what Doubletick uses, in versions of its own. */
public final class NeighbourExtension implements ExtensionMain {

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(System.getenv("DOUBLETICK_DATABASE_URL"));
        config.setUsername(System.getenv("DOUBLETICK_DATABASE_USER"));
        config.setPassword(System.getenv("DOUBLETICK_DATABASE_PASSWORD"));
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection connection = pool.getConnection()) {
            Cache<String, String> cache = Caffeine.newBuilder().maximumSize(1).build();
            cache.put("driver", connection.getMetaData().getDriverVersion());
            System.out.println("neighbour: "
                    + new ObjectMapper().writeValueAsString(Map.of("driver", cache.getIfPresent("driver")))
                    + " " + connection.unwrap(org.postgresql.PGConnection.class).getBackendPID()
                    + " " + Driver.isRegistered());
        } catch (Exception e) {
            output.preventExtensionStartup(e.toString());
        }
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        // It keeps nothing.
    }
}
