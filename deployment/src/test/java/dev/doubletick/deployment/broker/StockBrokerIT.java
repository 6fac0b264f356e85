package dev.doubletick.deployment.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sample.Demo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that is released, in a broker that knows nothing of us. */
class StockBrokerIT {

    @Test
    void theBrokersClassPathIsItsOwn() {
        assertThat(StockBroker.jars())
                .extracting(jar -> String.valueOf(jar.getFileName()))
                .contains(
                        "hivemq-community-edition-embedded-" + System.getProperty("doubletick.hivemq.version") + ".jar")
                .noneMatch(
                        name -> name.contains("doubletick") || name.contains("HikariCP") || name.contains("caffeine"));
    }

    @Test
    void phonesTalkThroughItOverARestartAndAKill(@TempDir Path folder) throws Exception {
        ByteArrayOutputStream transcript = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(transcript, true, StandardCharsets.UTF_8);
        List<StockBroker> started = new ArrayList<>();

        int exitCode = Demo.play(
                () -> {
                    StockServers servers = StockServers.start(folder);
                    started.add(servers.broker());
                    return servers;
                },
                folder,
                out,
                out);

        assertThat(exitCode)
                .as(() -> transcript.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(transcript.toString(StandardCharsets.UTF_8)).contains("Bob receives all 20", "blue ticks on each");
        StockBroker broker = started.get(0);
        assertThat(broker.extension().resolve("DISABLED")).doesNotExist();
        try (Stream<Path> jars = Files.list(broker.extension())) {
            assertThat(jars.filter(file -> file.toString().endsWith(".jar"))).hasSize(1);
        }
        assertThat(broker.data().resolve("doubletick-mailbox")).isDirectory();
    }
}
