package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrationIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private final PhoneNumber number = Phone.newNumber();
    private final MockWebServer server = new MockWebServer();
    private final List<Kind> states = new CopyOnWriteArrayList<>();
    private Doubletick doubletick;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void build() throws IOException {
        server.start();
        doubletick = Doubletick.builder()
                .server(server.url("/").uri())
                .database(folder.resolve("messages.db"))
                .listener(new DoubletickListener() {
                    @Override
                    public void onConnectionState(ConnectionState state) {
                        states.add(state.kind());
                    }
                })
                .build();
    }

    @AfterEach
    void close() {
        doubletick.close();
        server.close();
        Leftovers.assertNoThreads();
    }

    private void answer(int status, String type, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", type)
                .body(body)
                .build());
    }

    private void answerAccount(String credential) {
        answer(
                200,
                "application/json",
                "{\"phone\":\"" + number.e164() + "\",\"credential\":\"" + credential + "\",\"brokers\":[\""
                        + broker.mqtt() + "\"]}");
        // What a phone asks once it is registered.
        answer(200, "application/json", "{\"blocks\":[]}");
    }

    @Test
    void aNewPhoneRegistersAndIsConnected() {
        assertThat(doubletick.phone()).succeedsWithin(SOON).satisfies(phone -> assertThat(phone)
                .isEmpty());
        answer(
                201,
                "application/json",
                "{\"id\":\"v1\",\"expiresAt\":\"2026-05-01T10:05:00Z\",\"nextSendAt\":\"2026-05-01T10:01:00Z\"}");
        answerAccount(broker.credential(number));

        assertThat(doubletick.register(number.e164())).succeedsWithin(SOON).satisfies(verification -> {
            assertThat(verification.id()).isEqualTo("v1");
        });
        assertThat(doubletick.verify("v1", "123456")).succeedsWithin(SOON).isEqualTo(number);

        Awaitility.await().until(() -> states.contains(Kind.CONNECTED));
        assertThat(doubletick.phone()).succeedsWithin(SOON).satisfies(phone -> assertThat(phone)
                .contains(number));
    }

    @Test
    void aWrongCodeChangesNothing() {
        answer(
                400,
                "application/problem+json",
                "{\"type\":\"urn:doubletick:problem:wrong-code\",\"title\":\"Wrong code\",\"status\":400}");

        assertThat(doubletick.verify("v1", "000000"))
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                        .isEqualTo("urn:doubletick:problem:wrong-code"));

        assertThat(doubletick.phone()).succeedsWithin(SOON).satisfies(phone -> assertThat(phone)
                .isEmpty());
        assertThat(states).isEmpty();
    }

    @Test
    void registeringAnewRepairsARefusedCredential() {
        answerAccount("an old one");
        assertThat(doubletick.verify("v1", "123456")).succeedsWithin(SOON);
        Awaitility.await().until(() -> states.contains(Kind.CREDENTIAL_REFUSED));

        answerAccount(broker.credential(number));
        assertThat(doubletick.verify("v2", "123456")).succeedsWithin(SOON);

        Awaitility.await().until(() -> states.contains(Kind.CONNECTED));
    }

    @Test
    void aServiceThatIsNotThereIsAnError() {
        server.close();

        assertThat(doubletick.register(number.e164()))
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void closingEndsARequestThatIsUnderWay() {
        // The server has no answer ready, and would wait for one.
        var registration = doubletick.register(number.e164());

        doubletick.close();

        assertThat(registration)
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(IllegalStateException.class);
    }
}
