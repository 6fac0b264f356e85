package dev.doubletick.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.doubletick.standalone.testing.ChildCommand;
import dev.doubletick.standalone.testing.ChildUp;
import dev.doubletick.standalone.testing.Processes;
import dev.doubletick.standalone.testing.StockPhone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator goes through whose disk has lost a bit: from the refusal to start to the messages that could be saved. */
class DamagedMailboxIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int MESSAGES = 100;
    private static final String LOST = "message 50.";

    @TempDir
    private Path temporary;

    private Path data;
    private Path mailbox;

    @BeforeEach
    void prepare() throws IOException {
        data = temporary.toRealPath().resolve("data");
        mailbox = data.resolve("mailbox");
    }

    @Test
    void stopsTheStartWithOneSentenceUntilTheCommandInItHasSavedWhatIsReadable() throws Exception {
        StockPhone alice;
        StockPhone bob;
        try (ChildUp up = ChildUp.start(temporary, data).awaitReady()) {
            alice = StockPhone.register(up.http(), "+4915112345601");
            bob = StockPhone.register(up.http(), "+4915112345602");
            Mqtt5AsyncClient connection = alice.connect(up.mqtt());
            for (String text : texts()) {
                alice.send(connection, bob, text);
            }
            up.process().destroyForcibly().waitFor();
        }
        flipABitOf(LOST);
        Map<String, byte[]> damaged = contents(mailbox);

        List<String> repair = refusedStart();

        assertThat(contents(mailbox)).as("nothing deleted or changed").containsAllEntriesOf(damaged);
        assertThat(Processes.postgres(data)).isEmpty();

        try (ChildCommand command = ChildCommand.start(temporary, repair)) {
            assertThat(command.exitCode(PATIENCE)).isZero();
            assertThat(command.err()).isEmpty();
            assertThat(command.out()).startsWith("Saved 99 messages and 0 receipts; 1 places were unreadable. ");
            Matcher kept = Pattern.compile("kept in (.*)\\.\n").matcher(command.out());
            assertThat(kept.find()).isTrue();
            assertThat(contents(Path.of(kept.group(1)))).as("kept as it was").containsAllEntriesOf(damaged);
        }

        List<String> saved = new ArrayList<>(texts());
        saved.remove(LOST);
        try (ChildUp up = ChildUp.start(temporary, data).awaitReady()) {
            Mqtt5AsyncClient bobsConnection = bob.connect(up.mqtt());
            Mqtt5AsyncClient alicesConnection = alice.connect(up.mqtt());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(bob.texts()).isEqualTo(saved));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(alice.receipts()).isEqualTo(saved.size()));

            alice.send(alicesConnection, bob, "and on we go");

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(bob.texts()).endsWith("and on we go"));
            bobsConnection.disconnect().join();
            alicesConnection.disconnect().join();
            up.signal("TERM");
            assertThat(up.exitCode(PATIENCE)).isEqualTo(143);
        }
    }

    /** Answers the arguments of the command that the refusal tells to run. */
    private List<String> refusedStart() throws Exception {
        try (ChildUp up = ChildUp.start(temporary, data)) {
            assertThat(up.exitCode(PATIENCE)).isEqualTo(1);
            assertThat(up.out()).doesNotContain("READY");
            String sentence = Pattern.quote("doubletick: Doubletick did not start: The mailbox store in " + mailbox)
                    + " is damaged \\(the write-ahead log [0-9]+[.]log is broken\\); nothing was deleted: stop here"
                    + " and run [.]/doubletick (repair --mailbox " + Pattern.quote(mailbox.toString())
                    + ") to move it aside and save what is readable[.]\n";
            Matcher refusal = Pattern.compile(sentence).matcher(up.err());
            assertThat(refusal.matches()).as(up.err()).isTrue();
            return List.of(refusal.group(1).split(" ", 3));
        }
    }

    private static List<String> texts() {
        return IntStream.range(0, MESSAGES).mapToObj(n -> "message " + n + ".").toList();
    }

    /** In the write-ahead log, which is all there is of messages that came a moment before the process was killed. */
    private void flipABitOf(String text) throws IOException {
        try (Stream<Path> files = Files.list(mailbox)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                byte[] bytes = Files.readAllBytes(log);
                int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
                if (at >= 0) {
                    bytes[at] ^= 1;
                    Files.write(log, bytes);
                    return;
                }
            }
        }
        throw new AssertionError("the message is in no log");
    }

    /** The store's files, without those that say what happened and who is here. */
    private static Map<String, byte[]> contents(Path folder) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.matches("LOG.*|LOCK")) {
                    contents.put(name, Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }
}
