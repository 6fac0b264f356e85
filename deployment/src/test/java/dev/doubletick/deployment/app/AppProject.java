package dev.doubletick.deployment.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Maven project of its own, without our parent and outside our reactor. Its local repository has of Doubletick what an install
 * puts there, and behind it is this build's, for what others made.
 */
final class AppProject {

    private static final String VERSION = "0.1.0-SNAPSHOT";

    /** The first time, Maven itself is fetched, and plugins. */
    private static final Duration BUILD = Duration.ofMinutes(5);

    private final Path root;
    private final Path folder;
    private final Path repository;

    AppProject(Path root, Path folder) throws IOException {
        this.root = root;
        this.folder = Files.createDirectories(folder.resolve("app"));
        this.repository = Files.createDirectories(folder.resolve("repository"));
        install("doubletick", root, List.of());
        install("bom", root.resolve("bom"), List.of());
        install("protocol", root.resolve("protocol"), List.of(".jar", "-sources.jar", "-javadoc.jar"));
        install(
                "mobile-sdk",
                root.resolve("mobile-sdk"),
                List.of(".jar", "-sources.jar", "-javadoc.jar", "-tests.jar"));
    }

    /** Lays an artifact where {@code mvn install} does, from where {@code mvn package} left it. */
    private void install(String artifact, Path module, List<String> suffixes) throws IOException {
        Path target = Files.createDirectories(repository.resolve(Path.of("dev", "doubletick", artifact, VERSION)));
        String name = artifact + "-" + VERSION;
        Files.copy(module.resolve("pom.xml"), target.resolve(name + ".pom"));
        for (String suffix : suffixes) {
            Files.copy(module.resolve("target").resolve(name + suffix), target.resolve(name + suffix));
        }
    }

    /**
     * Compiles a program, and lays what it needs at run time into a folder.
     *
     * @param management XML that goes before the dependencies, if any
     */
    void build(String dependency, String mainClass, String source, String management)
            throws IOException, InterruptedException {
        Path sources = Files.createDirectories(folder.resolve(Path.of("src", "main", "java")));
        Files.writeString(sources.resolve(mainClass + ".java"), source);
        Files.writeString(
                folder.resolve("pom.xml"),
                """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>org.example</groupId>
                  <artifactId>app</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>11</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  %s
                  <dependencies>%s</dependencies>
                </project>
                """
                        .formatted(management, dependency));
        try (Child maven = new Child(
                folder,
                List.of(
                        root.resolve("mvnw").toString(),
                        "-B",
                        "-ntp",
                        "-q",
                        "-Dmaven.repo.local=" + repository,
                        "-Dmaven.repo.local.tail=" + localRepository(),
                        "compile",
                        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies",
                        "-DincludeScope=runtime",
                        "-DoutputDirectory=" + folder.resolve("lib")))) {
            assertThat(maven.exitCode(BUILD)).as(maven.output()).isZero();
        }
    }

    /** This build's own: where a library on this test's class path lies. */
    private static Path localRepository() {
        try {
            // repository/com/google/protobuf/protobuf-javalite/VERSION/protobuf-javalite-VERSION.jar
            return Path.of(MessageLite.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve("../../../../../..")
                    .normalize();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The jars that it needs at run time. */
    List<Path> libraries() throws IOException {
        try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
            return jars.sorted().collect(Collectors.toList());
        }
    }

    /** Starts it, in a folder of its own. */
    Child run(String mainClass) throws IOException {
        Path work = Files.createDirectories(folder.resolve("work"));
        String classPath = folder.resolve("target").resolve("classes") + File.pathSeparator + folder.resolve("lib")
                + File.separator + "*";
        return new Child(work, List.of(Child.java(), "-cp", classPath, mainClass));
    }
}
