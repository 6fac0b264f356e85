package dev.doubletick.deployment.broker.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.deployment.broker.StockBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB as the broker has it and as the extension brings it, both busy in one process. */
class TwoVersionsIT {

    @Test
    void workSideBySide(@TempDir Path folder) throws Exception {
        Path tests = Path.of(TwoVersions.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.createDirectories(folder.resolve("ours0"));
        Files.createDirectories(folder.resolve("ours1"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
                "-cp",
                tests.toString(),
                TwoVersions.class.getName(),
                folder.toString(),
                tests.toString(),
                StockBroker.RELEASED.resolve("doubletick-hivemq-extension.jar").toString()));
        StockBroker.jars().forEach(jar -> command.add(jar.toString()));

        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(Files.readString(printed, StandardCharsets.UTF_8)).contains(TwoVersions.DONE);
    }
}
