package dev.doubletick.benchmark.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.benchmark.traffic.LoadException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With scripts that behave as {@code ./doubletick up} does, or does not. */
class DoubletickProcessTest {

    private static final String UP =
            """
        #!/usr/bin/env bash
        [[ "$1 $2 $4 $5 $6 $7 $8 $9" == "up --data --mqtt-port 0 --ws-port 0 --http-port 0" ]] || exit 9
        mkdir -p "$3" && echo "the token" > "$3/operator-token"
        echo "starting PostgreSQL"
        echo $$ > %s
        """;

    @TempDir
    private Path folder;

    @Test
    void tellsWhereTheStackListensAndEndsIt() throws Exception {
        Path script =
                script(UP + "echo READY mqtt=127.0.0.1:1 ws=127.0.0.1:2 http=http://127.0.0.1:3\nexec sleep 300\n");
        long pid;
        try (DoubletickProcess stack = DoubletickProcess.start(script)) {
            assertThat(stack.mqtt()).isEqualTo("127.0.0.1:1");
            assertThat(stack.http()).isEqualTo(URI.create("http://127.0.0.1:3"));
            assertThat(stack.operatorToken()).isEqualTo("the token");
            pid = noted();
            assertThat(stack.pid()).isEqualTo(pid);
        }
        assertThat(alive(pid)).isFalse();
    }

    @Test
    void endsWhatTheScriptStartedToo() throws Exception {
        Path script = script(
                UP + "echo READY mqtt=h:1 ws=h:2 http=http://h:3\nsleep 300 & echo $! > " + file("child") + "\nwait\n");
        DoubletickProcess stack = DoubletickProcess.start(script);
        await().until(() ->
                Files.exists(file("child")) && !Files.readString(file("child")).isBlank());
        long child = Long.parseLong(Files.readString(file("child")).trim());
        assertThat(alive(child)).isTrue();
        stack.close();
        stack.close();

        assertThat(alive(child)).isFalse();
        assertThat(alive(noted())).isFalse();
    }

    @Test
    void restartsAfterAKillWithTheSameDataAndTellsHowLongItTook() throws Exception {
        Path script = script(
                UP
                        + """
            mkdir -p "$3/logs"
            runs=$(cat "$3/runs" 2>/dev/null || echo 0)
            echo $((runs + 1)) > "$3/runs"
            echo "INFO the mailbox is open after $((100 * (runs + 1))) ms" >> "$3/logs/doubletick.log"
            echo READY mqtt=h:1$runs ws=h:2 http=http://h:3$runs
            exec sleep 300
            """);
        try (DoubletickProcess stack = DoubletickProcess.start(script)) {
            long killed = noted();
            assertThat(stack.mailboxOpened()).isEqualTo(Duration.ofMillis(100));

            Duration took = stack.restart();

            assertThat(alive(killed)).isFalse();
            assertThat(stack.pid()).isEqualTo(noted()).isNotEqualTo(killed);
            assertThat(stack.mqtt()).isEqualTo("h:11");
            assertThat(stack.http()).isEqualTo(URI.create("http://h:31"));
            assertThat(stack.mailboxOpened()).isEqualTo(Duration.ofMillis(200));
            assertThat(took).isPositive();
        }
        assertThat(alive(noted())).isFalse();
    }

    @Test
    void saysWhyAStackDidNotStart() throws Exception {
        Path script = script(UP + "echo 'the port 1883 is taken' >&2\nexit 1\n");

        assertThatThrownBy(() -> DoubletickProcess.start(script))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("ended before it was ready")
                .hasMessageContaining("the port 1883 is taken");
    }

    @Test
    void aMissingScriptIsAClearError() {
        assertThatThrownBy(() -> DoubletickProcess.start(file("nothing")))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("--doubletick");
    }

    private Path script(String text) throws IOException {
        Path script = file("doubletick");
        Files.write(script, List.of(text.formatted(file("pid"))));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private long noted() throws IOException {
        return Long.parseLong(Files.readString(file("pid")).trim());
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
