package dev.doubletick.broker.operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where operators' tools ask the broker.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param metricsToken what {@code /metrics} asks for; without one it answers this machine only
 */
public record OperatorHttpConfig(String host, int port, Optional<String> metricsToken) {

    private static final String PORT = "DOUBLETICK_BROKER_HTTP_PORT";
    private static final String TOKEN = "DOUBLETICK_METRICS_TOKEN";
    private static final int MIN_TOKEN_LENGTH = 32;

    public OperatorHttpConfig {
        if (metricsToken.filter(token -> token.length() < MIN_TOKEN_LENGTH).isPresent()) {
            throw new IllegalArgumentException(TOKEN + " must have 32 characters or more");
        }
    }

    /**
     * Reads {@code DOUBLETICK_BROKER_HTTP_HOST} (127.0.0.1), {@code DOUBLETICK_BROKER_HTTP_PORT} (8090) and
     * {@code DOUBLETICK_METRICS_TOKEN}, or the file that {@code DOUBLETICK_METRICS_TOKEN_FILE} names.
     *
     * @throws IllegalArgumentException if one is wrong, saying what
     */
    public static OperatorHttpConfig load(Map<String, String> environment) throws IOException {
        String file = environment.getOrDefault(TOKEN + "_FILE", "");
        String token = file.isEmpty()
                ? environment.getOrDefault(TOKEN, "")
                : Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        return new OperatorHttpConfig(
                environment.getOrDefault("DOUBLETICK_BROKER_HTTP_HOST", "127.0.0.1"),
                port(environment.getOrDefault(PORT, "8090")),
                token.isEmpty() ? Optional.empty() : Optional.of(token));
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
            throw new IllegalArgumentException(PORT + " must be 0 to 65535, not " + value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(PORT + " must be a whole number, not " + value, e);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
