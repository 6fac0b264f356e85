package dev.doubletick.deployment.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** A Compose project, as {@code docker compose up} runs it. */
final class Project {

    private final Map<String, Container> containers = new LinkedHashMap<>();
    private final Path volumes;

    /**
     * Lays out the containers of a file; starts none.
     *
     * @param file beside what it names by relative paths
     * @param root the project, built
     * @param scratch for everything that is written
     */
    Project(Path file, Map<String, String> variables, Path root, Path scratch, Lan lan)
            throws IOException, InterruptedException {
        this.volumes = scratch.resolve("volumes");
        ComposeFile compose = ComposeFile.read(file, variables);
        Images images = new Images(root, scratch);
        Map<String, String> hosts = new LinkedHashMap<>();
        compose.services().keySet().forEach(name -> hosts.put(name, lan.newAddress()));
        for (ComposeFile.Service service : compose.services().values()) {
            String address = Objects.requireNonNull(hosts.get(service.name()));
            containers.put(
                    service.name(),
                    new Container(
                            service,
                            images.of(service),
                            address,
                            lan,
                            hosts,
                            Objects.requireNonNull(file.getParent()),
                            Files.createDirectories(
                                    scratch.resolve("containers").resolve(service.name())),
                            volumes));
            for (String port : service.ports()) {
                Lan.publish(port, address);
            }
        }
    }

    /** Starts everything in the order that the file asks for, and returns when all health checks are content. */
    void up() throws IOException, InterruptedException {
        Map<String, Container> waiting = new LinkedHashMap<>(containers);
        while (!waiting.isEmpty()) {
            Container next = waiting.values().stream()
                    .filter(container ->
                            container.service().dependencies().keySet().stream().noneMatch(waiting::containsKey))
                    .findFirst()
                    .orElseThrow(() -> new IOException("services wait for each other: " + waiting.keySet()));
            // What it depends on is healthy: each was waited for.
            next.start();
            awaitHealthy(next);
            waiting.remove(next.name());
        }
    }

    /** Waits as long as the file gives a health check. */
    void awaitHealthy(Container container) throws IOException, InterruptedException {
        ComposeFile.HealthCheck check = container.service().healthCheck().orElseThrow();
        Instant limit =
                Instant.now().plus(check.interval().plus(check.timeout()).multipliedBy(check.retries()));
        while (!container.isHealthy()) {
            if (!container.isRunning() || Instant.now().isAfter(limit)) {
                throw new IOException(container.name() + (container.isRunning() ? " is not healthy" : " has ended")
                        + ":\n" + Files.readString(container.log()));
            }
            // Oftener than the file says, and not a wait for anything: the check itself takes most of the time.
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    /** Where named volumes are kept. */
    Path volumes() {
        return volumes;
    }

    Container container(String name) {
        return Objects.requireNonNull(containers.get(name), name);
    }

    void restart(String name) throws IOException, InterruptedException {
        Container container = container(name);
        if (!container.stop()) {
            throw new IOException(name + " did not end within its stop_grace_period");
        }
        container.start();
        awaitHealthy(container);
    }

    /** Stops all, the last started first. */
    void down() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>(containers.keySet());
        Collections.reverse(names);
        for (String name : names) {
            if (!container(name).stop()) {
                throw new IOException(name + " did not end within its stop_grace_period");
            }
        }
    }
}
