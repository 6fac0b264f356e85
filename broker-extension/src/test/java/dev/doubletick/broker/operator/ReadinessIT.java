package dev.doubletick.broker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.extension.sdk.api.ExtensionMain;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.DoubletickExtension;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A real broker, asked whether it can serve. What a full disk does to it is in FullDiskIT. */
@SuppressWarnings("NullAway.Init")
class ReadinessIT extends BrokerTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private DoubletickExtension extension;
    private Path mailbox;
    private OperatorClient operator;

    @Override
    protected ExtensionMain extension(BrokerConfig config) {
        mailbox = config.mailboxFolder();
        extension = new DoubletickExtension(config, new OperatorHttpConfig("127.0.0.1", 0, Optional.empty()));
        return extension;
    }

    @BeforeEach
    void listen() {
        operator = new OperatorClient(extension.operatorPort().orElseThrow());
        log.list.clear();
        log.start();
        ours().addAppender(log);
    }

    @AfterEach
    void allIsBack() throws Exception {
        ours().detachAppender(log);
        database.comeBack();
    }

    private static Logger ours() {
        return (Logger) LoggerFactory.getLogger("dev.doubletick.broker");
    }

    private List<String> warnings() {
        return List.copyOf(log.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void aBrokerThatServesIsReady() throws Exception {
        await().atMost(SOON).untilAsserted(() -> assertThat(operator.ready()).isEqualTo("200 ready\n"));
        assertThat(operator.get("/livez").statusCode()).isEqualTo(200);
        assertThat(operator.get("/").statusCode()).isEqualTo(404);
    }

    @Test
    void aDatabaseThatIsAwayMakesItNotReadyUntilItIsBack() throws Exception {
        database.goAway();
        await().atMost(SOON).untilAsserted(() -> assertThat(operator.ready()).startsWith("503 the database"));
        assertThat(operator.get("/livez").statusCode()).isEqualTo(200);

        database.comeBack();
        await().atMost(SOON).untilAsserted(() -> assertThat(operator.ready()).isEqualTo("200 ready\n"));
    }

    @Test
    void aMailboxThatIsAwayMakesItNotReadyAndLetsNoPhoneInUntilItIsBack() throws Exception {
        TestPhone alice = phone(aliceNumber);
        Path elsewhere = mailbox.resolveSibling("elsewhere");
        Files.move(mailbox, elsewhere);
        try {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(operator.ready()).startsWith("503 the folder of the mailbox"));
            assertThatThrownBy(alice::connect).cause().isInstanceOfSatisfying(Mqtt5ConnAckException.class, e -> {
                assertThat(e.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SERVER_UNAVAILABLE);
                assertThat(e.getMqttMessage().getReasonString().orElseThrow())
                        .hasToString("the mailbox is not available, try again later");
            });
            await().during(Duration.ofSeconds(2)).atMost(SOON).untilAsserted(() -> assertThat(warnings())
                    .hasSize(1));
        } finally {
            Files.move(elsewhere, mailbox);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(operator.ready()).isEqualTo("200 ready\n"));
        assertThat(alice.connect().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
    }

    @Test
    void whoeverIsSlowHoldsUpNobodyForLong() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        extension.operatorPort().orElseThrow());
                slow.add(socket);
                socket.getOutputStream().write("GET /readyz HT".getBytes(StandardCharsets.US_ASCII));
            }
            // Two times what a request may take, because there are twice as many as threads.
            assertThat(operator.get("/livez").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }
}
