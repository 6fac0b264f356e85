package dev.doubletick.deployment.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a Compose file says of its services. A key that is not understood is an error: what is passed over is not tested.
 *
 * @param services by name, in the order of the file
 */
record ComposeFile(Map<String, Service> services) {

    private static final Set<String> UNDERSTOOD = Set.of(
            "image",
            "build",
            "environment",
            "secrets",
            "volumes",
            "ports",
            "depends_on",
            "healthcheck",
            "restart",
            "ulimits",
            "stop_grace_period",
            "mem_limit",
            "user",
            "command",
            "entrypoint");

    /**
     * One service.
     *
     * @param image a name; empty if it is built
     * @param dockerfile relative to the file's folder; empty if it is not built
     * @param volumes as the file writes them, source:target[:ro]
     * @param secrets files by name, relative to the file's folder
     * @param ports as the file writes them, [address:]published:target
     * @param dependencies conditions by service
     * @param memory bytes; 0 if there is no limit
     */
    record Service(
            String name,
            Optional<String> image,
            Optional<String> dockerfile,
            Map<String, String> environment,
            List<String> volumes,
            Map<String, String> secrets,
            List<String> ports,
            Map<String, String> dependencies,
            Optional<HealthCheck> healthCheck,
            Optional<String> user,
            List<String> command,
            List<String> entrypoint,
            int openFiles,
            long memory,
            Duration stopGrace) {}

    /** How a service's health is asked: {@code CMD-SHELL} takes the image's {@code /bin/sh}. */
    record HealthCheck(List<String> test, Duration interval, Duration timeout, int retries) {}

    /** Reads a file. */
    static ComposeFile read(Path file, Map<String, String> variables) throws IOException {
        String text = Files.readString(file);
        Map<?, ?> root = map(new Load(LoadSettings.builder().build()).loadFromString(text));
        Map<String, String> secretFiles = new LinkedHashMap<>();
        map(root.get("secrets"))
                .forEach((name, secret) ->
                        secretFiles.put(text(name), text(map(secret).get("file"))));
        Map<String, Service> services = new LinkedHashMap<>();
        map(root.get("services"))
                .forEach((name, service) ->
                        services.put(text(name), service(text(name), map(service), secretFiles, variables)));
        return new ComposeFile(services);
    }

    private static Service service(
            String name, Map<?, ?> said, Map<String, String> secretFiles, Map<String, String> variables) {
        for (Object key : said.keySet()) {
            if (!UNDERSTOOD.contains(text(key))) {
                throw new IllegalArgumentException(
                        "service " + name + " says " + key + ", which the harness does not do");
            }
        }
        Map<String, String> environment = new LinkedHashMap<>();
        map(said.get("environment"))
                .forEach((key, value) -> environment.put(text(key), Interpolation.apply(text(value), variables)));
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String secret : list(said.get("secrets"))) {
            secrets.put(secret, Objects.requireNonNull(secretFiles.get(secret), secret));
        }
        Map<String, String> dependencies = new LinkedHashMap<>();
        map(said.get("depends_on")).forEach((on, how) -> dependencies.put(text(on), text(map(how).get("condition"))));
        Map<?, ?> files = map(map(said.get("ulimits")).get("nofile"));
        return new Service(
                name,
                optional(said.get("image")),
                optional(map(said.get("build")).get("dockerfile")),
                environment,
                list(said.get("volumes")).stream()
                        .map(volume -> Interpolation.apply(volume, variables))
                        .toList(),
                secrets,
                list(said.get("ports")).stream()
                        .map(port -> Interpolation.apply(port, variables))
                        .toList(),
                dependencies,
                Optional.ofNullable(said.get("healthcheck")).map(check -> healthCheck(map(check))),
                optional(said.get("user")),
                list(said.get("command")),
                list(said.get("entrypoint")),
                files.isEmpty() ? 1024 : Integer.parseInt(text(files.get("soft"))),
                optional(said.get("mem_limit")).map(ComposeFile::bytes).orElse(0L),
                optional(said.get("stop_grace_period"))
                        .map(ComposeFile::duration)
                        .orElse(Duration.ofSeconds(10)));
    }

    private static HealthCheck healthCheck(Map<?, ?> said) {
        return new HealthCheck(
                list(said.get("test")).stream()
                        .map(word -> word.replace("$$", "$"))
                        .toList(),
                duration(text(said.get("interval"))),
                duration(text(said.get("timeout"))),
                Integer.parseInt(text(said.get("retries"))));
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }

    /** As {@code 768m} and {@code 1g} say. */
    private static long bytes(String text) {
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 'm' -> number << 20;
            case 'g' -> number << 30;
            default -> throw new IllegalArgumentException("a memory limit ends in m or g, not " + text);
        };
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<?, ?>) value;
    }

    private static List<String> list(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Object element : (List<?>) value) {
            texts.add(text(element));
        }
        return texts;
    }

    private static Optional<String> optional(@Nullable Object value) {
        return Optional.ofNullable(value).map(String::valueOf);
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(Objects.requireNonNull(value));
    }
}
