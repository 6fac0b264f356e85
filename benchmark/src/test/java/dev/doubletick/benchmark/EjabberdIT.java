package dev.doubletick.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doubletick.benchmark.report.Report;
import dev.doubletick.benchmark.report.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The XMPP client against Debian's ejabberd; skipped where that is not installed. */
class EjabberdIT {

    private static final String READY = "READY xmpp=";

    @TempDir
    private Path folder;

    private Process server;
    private String address = "";
    private Path accounts;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.exists(Path.of("/usr/sbin/ejabberdctl")), "ejabberd is not installed: nothing to test with");
        List<String> lines = new ArrayList<>(List.of("phone,credential"));
        for (int i = 0; i < 20; i++) {
            lines.add("+" + (4915110000000L + i) + ",secret" + i);
        }
        accounts = Files.write(folder.resolve("accounts.csv"), lines);
        server = new ProcessBuilder(
                        Path.of("peers/ejabberd.sh").toAbsolutePath().toString(),
                        folder.resolve("ejabberd").toString(),
                        accounts.toString())
                .redirectError(folder.resolve("ejabberd.err").toFile())
                .start();
        BufferedReader out = server.inputReader();
        String line = out.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = out.readLine();
        }
        assertThat(line)
                .as(() -> "ejabberd did not start; its errors are in " + folder)
                .isNotNull();
        address = line.substring(READY.length());
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroy();
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void everyModeRunsOverXmpp() throws IOException {
        List<Result> results = run(
                0,
                "online --phones 6 --messages 300 --warmup 0 low --messages 50 --warmup 0"
                        + " fill --phones 4 --messages 101 drain fan-in --senders 10 --messages 200 --warmup 0"
                        + " idle --phones 10 --hold 1 storm --phones 10");

        assertThat(results)
                .extracting(Result::mode)
                .containsExactly("online", "low", "fill", "drain", "fan-in", "idle", "storm");
        assertThat(results.get(1).measures())
                .as("XEP-0198 makes the first tick where it is asked for")
                .containsKeys("first_tick_p50_ms", "second_tick_p50_ms");
        assertThat(results.get(3).settings()).containsEntry("messages", 101);
    }

    @Test
    void aWrongPasswordIsNotAResult() throws IOException {
        Files.writeString(accounts, "phone,credential\n+4915110000000,wrong\n");

        assertThat(Bench.run("--xmpp", address, "--credentials", accounts.toString(), "idle", "--phones", "1"))
                .isEqualTo(3);
    }

    private List<Result> run(int exitCode, String modes) throws IOException {
        Path json = folder.resolve("result.json");
        List<String> arguments = new ArrayList<>(
                List.of("--xmpp", address, "--credentials", accounts.toString(), "--json", json.toString()));
        arguments.addAll(List.of(modes.split(" ")));
        assertThat(Bench.run(arguments.toArray(String[]::new))).isEqualTo(exitCode);
        return Report.read(json).results();
    }
}
