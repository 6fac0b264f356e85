package dev.doubletick.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.doubletick.standalone.Standalone;
import dev.doubletick.standalone.StandaloneConfig;
import dev.doubletick.standalone.testing.Mqtt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvisionIT {

    @TempDir
    private static Path data;

    private static Standalone stack;

    @TempDir
    private Path temporary;

    private Path csv;

    @BeforeAll
    static void start() {
        stack = Standalone.start(StandaloneConfig.onFreePorts(data));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void prepare() {
        csv = temporary.resolve("creds.csv");
    }

    /** What a run printed on standard error, and how it ended. */
    private record Run(int exitCode, String err) {}

    private Run provision(String... options) {
        List<String> args = new ArrayList<>(List.of(
                "provision",
                "--http=" + stack.http(),
                "--operator-token=" + stack.operatorTokenFile(),
                "--count=3",
                "--first=+4915100000001",
                "--out=" + csv));
        for (String option : options) {
            args.removeIf(arg -> arg.startsWith(option.split("=", 2)[0] + "="));
            args.add(option);
        }
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new Run(DoubletickCommand.run(args.toArray(String[]::new)), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private void assertRefused(String message, String... options) {
        Run run = provision(options);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("doubletick: ")
                .contains(message);
        assertThat(csv).doesNotExist();
    }

    @Test
    void writesACredentialForEachNumberForItsOwnerOnly() throws IOException {
        assertThat(provision("--count=2345", "--first=+4915100099000").exitCode())
                .isZero();

        List<String> lines = Files.readAllLines(csv);
        assertThat(lines).hasSize(2346);
        assertThat(lines.get(0)).isEqualTo("phone,credential");
        assertThat(lines.get(1)).matches("\\+4915100099000,[A-Za-z0-9_-]{43}");
        assertThat(lines.get(2345)).startsWith("+4915100101344,");
        assertThat(lines.stream().skip(1).map(line -> line.substring(line.indexOf(",") + 1)))
                .doesNotHaveDuplicates();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(csv)))
                .isEqualTo("rw-------");
    }

    @Test
    void theBrokerLetsInWhoeverHasACredentialAndTellsItsLimits() throws IOException {
        assertThat(provision().exitCode()).isZero();
        String[] line = Files.readAllLines(csv).get(1).split(",", -1);

        ByteBuffer connack = Mqtt.connack(stack.mqtt(), line[0].substring(1), line[1]);

        assertThat(connack.get(1)).as("reason code").isZero();
        Map<Integer, Integer> properties = new HashMap<>();
        connack.position(3);
        while (connack.hasRemaining()) {
            int property = connack.get();
            switch (property) {
                case 0x11, 0x27 -> properties.put(property, connack.getInt());
                case 0x13, 0x21, 0x22 -> properties.put(property, (int) connack.getShort());
                case 0x24, 0x25, 0x28, 0x29, 0x2a -> properties.put(property, (int) connack.get());
                default -> throw new AssertionError("unexpected property " + property);
            }
        }
        assertThat(properties).containsEntry(0x21, 100).containsEntry(0x27, 128 * 1024);
        assertThat(properties.getOrDefault(0x22, 0)).as("topic alias maximum").isZero();
        assertThat(properties).as("maximum QoS").containsEntry(0x24, 1);
    }

    @Test
    void takesTheUrlWithASlashAtItsEnd() {
        assertThat(provision("--http=" + stack.http() + "/").exitCode()).isZero();
    }

    @Test
    void refusesAFileThatExists() throws IOException {
        Files.writeString(csv, "precious");

        Run run = provision();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("doubletick: The file " + csv + " exists already.\n");
        assertThat(csv).hasContent("precious");
    }

    @Test
    void refusesAWrongToken() throws IOException {
        Path wrong = Files.writeString(temporary.resolve("token"), "wrong-wrong-wrong-wrong-wrong-wrong-wrong");

        assertRefused("does not accept this operator token", "--operator-token=" + wrong);
    }

    @Test
    void refusesATokenFileThatHoldsNone() throws IOException {
        assertRefused("cannot be read", "--operator-token=" + temporary.resolve("missing"));
        Path empty = Files.createFile(temporary.resolve("empty"));
        assertRefused("does not hold an operator token", "--operator-token=" + empty);
    }

    @ParameterizedTest
    @CsvSource({
        "--http=http://127.0.0.1:1, No answer from http://127.0.0.1:1",
        "--http=127.0.0.1:8080, --http must be a URL",
        "--http=ftp://127.0.0.1, --http must be a URL",
        "--count=0, --count must be 1 or more",
        "--first=4915100000001, --first:",
        "--first=+0915100000001, --first:",
        "--first=hello, --first:",
        "--first=+999999999999998, exceed 15 digits",
    })
    void refusesWhatCannotBe(String option, String message) {
        assertRefused(message, option);
    }

    @Test
    void usesTheLastNumbersThatThereAre() throws IOException {
        assertThat(provision("--first=+999999999999997").exitCode()).isZero();

        assertThat(Files.readAllLines(csv).get(3)).startsWith("+999999999999999,");
    }

    @Test
    void aServiceThatIsNotOursIsNoticed() throws IOException {
        HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        stranger.start();
        try {
            assertRefused("answered 404", "--http=" + uri(stranger));
        } finally {
            stranger.stop(0);
        }
    }

    @Test
    void whatWasCreatedBeforeAFailureIsKept() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer failing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        failing.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String[] phones = body.replaceAll("[^0-9,+]", "").split(",", -1);
            String accounts = String.join(
                    ",",
                    Arrays.stream(phones)
                            .map(phone -> "{\"phone\":\"" + phone + "\",\"credential\":\"c\"}")
                            .toList());
            byte[] answer = ("{\"accounts\":[" + accounts + "]}").getBytes(StandardCharsets.UTF_8);
            if (requests.incrementAndGet() == 1) {
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } else {
                exchange.sendResponseHeaders(503, -1);
            }
            exchange.close();
        });
        failing.start();
        try {
            Run run = provision("--http=" + uri(failing), "--count=1500");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("answered 503", "1000 of 1500 accounts were created and are in " + csv);
            assertThat(Files.readAllLines(csv)).hasSize(1001);
        } finally {
            failing.stop(0);
        }
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
