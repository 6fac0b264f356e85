package dev.doubletick.deployment.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The images that the Compose file names, as their makers' build files describe them: HiveMQ's {@code build.gradle.kts} and {@code
 * run.sh}, the Dockerfiles and entry point of the official PostgreSQL image, and Eclipse Temurin's.
 */
final class Images {

    private static final String JAVA = "/opt/java/openjdk";
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Path root;
    private final Path scratch;

    /**
     * @param root the project
     * @param scratch for what is put together
     */
    Images(Path root, Path scratch) {
        this.root = root;
        this.scratch = scratch;
    }

    Image of(ComposeFile.Service service) throws IOException {
        if (service.dockerfile().isPresent()) {
            return built(Dockerfile.read(root.resolve(service.dockerfile().get())));
        }
        String name = service.image().orElseThrow();
        if (name.startsWith("postgres:")) {
            return postgres();
        }
        if (name.equals("hivemq/hivemq-ce:" + System.getProperty("doubletick.hivemq.version"))) {
            return hivemq();
        }
        throw new IllegalArgumentException("the harness has no image " + name);
    }

    private Image built(Dockerfile file) throws IOException {
        if (!file.base().startsWith("eclipse-temurin:")) {
            throw new IllegalArgumentException("the harness has no image " + file.base());
        }
        Path app = Files.createDirectories(scratch.resolve("built"));
        Map<String, Path> files = new LinkedHashMap<>();
        for (Map.Entry<String, String> copy : file.copies().entrySet()) {
            Path target = app.resolve(copy.getValue().substring(1));
            for (Path source : matching(copy.getKey())) {
                if (Files.isDirectory(source)) {
                    try (Stream<Path> inside = Files.list(source)) {
                        for (Path one : inside.toList()) {
                            copyInto(one, target, true);
                        }
                    }
                } else {
                    copyInto(source, target, copy.getValue().endsWith("/"));
                }
            }
        }
        try (Stream<Path> top = Files.list(app)) {
            top.forEach(folder -> files.put("/" + folder.getFileName(), folder));
        }
        return new Image(
                files,
                withJava(file.environment()),
                file.userId(),
                file.userId(),
                List.of(),
                "/",
                file.entrypoint(),
                List.of(),
                "TERM");
    }

    private static void copyInto(Path source, Path target, boolean isFolder) throws IOException {
        Path to = isFolder ? target.resolve(String.valueOf(source.getFileName())) : target;
        Files.createDirectories(to.getParent());
        Files.copy(source, to);
    }

    private List<Path> matching(String pattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + root.resolve(pattern));
        int depth = Path.of(pattern).getNameCount();
        Path start = root.resolve(pattern).getParent();
        try (Stream<Path> found = Files.walk(start, depth)) {
            List<Path> paths = found.filter(matcher::matches).toList();
            if (paths.isEmpty()) {
                throw new IllegalArgumentException("the Dockerfile copies " + pattern + ", which is not there");
            }
            return paths;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** User 10000 of group 0, a home that is his, and the management port open unless told otherwise. */
    private Image hivemq() throws IOException {
        Path home = Files.createDirectories(scratch.resolve("hivemq"));
        for (String folder : List.of("bin", "conf", "data", "extensions", "log")) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.writeString(
                home.resolve("bin/run.sh"),
                """
                #!/bin/bash
                [ -w /opt/hivemq ] || { echo 'HiveMQ home folder permissions not correct.' >&2; exit 1; }
                exec java -Dhivemq.home=/opt/hivemq $JAVA_OPTS %s -Duser.language=en -Duser.region=US \
                  -XX:+CrashOnOutOfMemoryError -cp '/opt/hivemq/bin/lib/*' com.hivemq.HiveMQServer
                """
                        .formatted(System.getProperty("doubletick.broker.jvm.args")));
        Files.createDirectories(home.resolve("bin/lib"));
        return new Image(
                Map.of("/opt/hivemq", home, "/opt/hivemq/bin/lib", root.resolve("deployment/stock-broker/target/lib")),
                withJava(Map.of(
                        "JAVA_OPTS", "-XX:+UnlockExperimentalVMOptions -XX:+UseNUMA",
                        "HIVEMQ_ALLOW_ALL_CLIENTS", "true",
                        "HOME", "/opt/hivemq")),
                10000,
                0,
                List.of("/opt/hivemq"),
                "/opt/hivemq",
                List.of(),
                List.of("/bin/bash", "/opt/hivemq/bin/run.sh"),
                "TERM");
    }

    /** Makes its cluster at the first start, for all addresses; the process is the image's user postgres, 999. */
    private Image postgres() throws IOException {
        Path files = Files.createDirectories(scratch.resolve("postgres"));
        Files.writeString(
                files.resolve("start"),
                """
                #!/bin/sh
                set -e
                data=/var/lib/postgresql/data
                if [ ! -s "$data/PG_VERSION" ]; then
                  initdb -D "$data" -U "$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-host=scram-sha-256 >/dev/null
                  echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
                  echo "create database $POSTGRES_DB" | postgres --single -D "$data" postgres >/dev/null
                fi
                exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
                """);
        Path sockets = Files.createDirectories(scratch.resolve("postgres-sockets"));
        return new Image(
                Map.of("/opt/start", files, "/var/run/postgresql", sockets),
                Map.of("PATH", programs() + ":" + PATH, "LANG", "C.UTF-8"),
                999,
                999,
                List.of("/var/lib/postgresql/data", "/var/run/postgresql"),
                "/",
                List.of(),
                List.of("/bin/sh", "/opt/start/start"),
                "INT");
    }

    /** Where Debian keeps the server's programs. */
    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(Path::compareTo).orElseThrow().resolve("bin");
        }
    }

    private static Map<String, String> withJava(Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("JAVA_HOME", JAVA);
        all.put("PATH", JAVA + "/bin:" + PATH);
        all.put("LANG", "en_US.UTF-8");
        return all;
    }
}
