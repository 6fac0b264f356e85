package dev.doubletick.deployment.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the folder that is released. */
class ReleasedFolderIT {

    private static final Pattern OURS_OR_ROCKSDB = Pattern.compile(
            "dev/doubletick/.*|org/rocksdb/.*|librocksdbjni-.*"
                    + "|META-INF/MANIFEST\\.MF|META-INF/services/(com\\.hivemq\\.extension\\.sdk\\.api\\.ExtensionMain|java\\.sql\\.Driver)");
    private static final Pattern COORDINATES = Pattern.compile("\\((?:[\\w.-]+):([\\w.-]+):[\\w.-]+ - ");

    @Test
    void isOneJarBecauseTheBrokerMakesAClassLoaderForEach() throws IOException {
        try (Stream<Path> files = Files.walk(StockBroker.RELEASED)) {
            assertThat(files.filter(file -> file.toString().endsWith(".jar"))).hasSize(1);
        }
    }

    @Test
    void nothingThatAnotherCouldBringStandsUnderItsOwnName() throws IOException {
        try (JarFile jar = jar()) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName))
                    .allMatch(name -> OURS_OR_ROCKSDB.matcher(name).matches())
                    .contains("librocksdbjni-linux64.so", "librocksdbjni-linux-aarch64.so");
        }
    }

    @Test
    void theDriverIsFoundUnderItsNewName() throws IOException {
        try (JarFile jar = jar()) {
            String driver = new String(
                            jar.getInputStream(jar.getEntry("META-INF/services/java.sql.Driver"))
                                    .readAllBytes(),
                            StandardCharsets.US_ASCII)
                    .strip();
            assertThat(jar.getEntry(driver.replace('.', '/') + ".class")).isNotNull();
        }
    }

    @Test
    void eachLibraryComesWithItsLicence() throws IOException {
        assertThat(StockBroker.RELEASED.resolve("LICENSE")).content().contains("Apache License");
        Path licences = StockBroker.RELEASED.resolve("licenses");
        List<String> libraries = COORDINATES
                .matcher(Files.readString(licences.resolve("THIRD-PARTY.txt")))
                .results()
                .map(library -> library.group(1))
                .toList();
        assertThat(libraries).contains("HikariCP", "postgresql", "rocksdbjni", "protobuf-javalite", "caffeine");
        for (String library : libraries) {
            try (Stream<Path> files = Files.walk(licences.resolve(library))) {
                assertThat(files.filter(Files::isRegularFile)).as(library).isNotEmpty();
            }
        }
    }

    private static JarFile jar() throws IOException {
        return new JarFile(
                StockBroker.RELEASED.resolve("doubletick-hivemq-extension.jar").toFile());
    }
}
