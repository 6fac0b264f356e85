package dev.doubletick.broker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.extension.sdk.api.ExtensionMain;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.DoubletickExtension;
import dev.doubletick.broker.WakeUpConfig;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.wakeup.WakeUpPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The numbers of a real broker, and that docs/metrics.md names them all, and no others. */
@SuppressWarnings("NullAway.Init")
class MetricsIT extends BrokerTest {

    private static final String TOKEN = "a-token-of-more-than-32-characters";
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(doubletick_\\w+)` ");

    private DoubletickExtension extension;
    private OperatorClient operator;

    @Override
    protected ExtensionMain extension(BrokerConfig config) {
        BrokerConfig withPush = new BrokerConfig(
                config.database(),
                config.mailboxFolder(),
                config.mailboxLimits(),
                Optional.of(WakeUpConfig.of(TOKEN, WakeUpPolicy.DEFAULT)));
        extension = new DoubletickExtension(withPush, new OperatorHttpConfig("127.0.0.1", 0, Optional.of(TOKEN)));
        return extension;
    }

    @BeforeEach
    void ask() {
        operator = new OperatorClient(extension.operatorPort().orElseThrow());
    }

    private String metrics() throws Exception {
        return operator.get("/metrics", Map.of("Authorization", "Bearer " + TOKEN))
                .body();
    }

    private double value(String sample) throws Exception {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + sample));
    }

    @Test
    void countsWhatPhonesDo() throws Exception {
        String delivered = "doubletick_deliveries_total{kind=\"message\"}";
        String wrong = "doubletick_connects_refused_total{reason=\"wrong_credential\"}";
        String unknown = "doubletick_publishes_refused_total{reason=\"not_registered\"}";
        double ticks = value("doubletick_tick_seconds_count");
        double deliveries = value(delivered);
        double refusals = value(wrong);
        double strangers = value(unknown);
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);
        alice.send(bobNumber, "hello");
        await().untilAsserted(
                        () -> assertThat(value("doubletick_phones_connected")).isEqualTo(1));
        assertThat(value("doubletick_mailbox_messages")).isPositive();
        assertThat(value("doubletick_mailbox_message_bytes")).isPositive();
        bob.connect();
        alice.publish("m/" + number().digits(), "hello".getBytes(StandardCharsets.UTF_8), null);
        assertThatThrownBy(() -> phone(number(), "wrong").connect()).isNotNull();

        await().untilAsserted(() -> assertThat(value(delivered)).isEqualTo(deliveries + 1));
        assertThat(value("doubletick_tick_seconds_count")).isEqualTo(ticks + 1);
        assertThat(value("doubletick_delivery_seconds_count")).isPositive();
        assertThat(value("doubletick_mailbox_commit_seconds_count")).isPositive();
        assertThat(value("doubletick_mailbox_batch_sum")).isPositive();
        assertThat(value("doubletick_mailbox_disk_free_bytes")).isPositive();
        assertThat(value("doubletick_mailbox_available")).isEqualTo(1);
        assertThat(value(wrong)).isEqualTo(refusals + 1);
        assertThat(value(unknown)).isEqualTo(strangers + 1);
        assertThat(metrics()).doesNotContain(aliceNumber.digits(), bobNumber.digits());
    }

    @Test
    void theDocumentNamesThemAllAndNoOthers() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "metrics.md"));
        int section = document.indexOf("## The broker");
        int end = document.indexOf("\n## ", section);
        String broker = document.substring(section, end < 0 ? document.length() : end);
        Set<String> documented = DOCUMENTED
                .matcher(broker)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        Set<String> exposed = FAMILY.matcher(metrics())
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.matches("(hikaricp|jvm|process|system)_.*"))
                .collect(Collectors.toSet());

        assertThat(documented).isEqualTo(exposed);
        assertThat(broker).contains("`hikaricp_`", "`jvm_`", "`process_`", "`system_`");
        assertThat(metrics()).contains("hikaricp_connections_active", "jvm_memory_used_bytes");
    }

    @Test
    void metricsAskForTheToken() throws Exception {
        assertThat(operator.get("/metrics").statusCode()).isEqualTo(401);
        assertThat(operator.get("/metrics", Map.of("Authorization", "Bearer wrong"))
                        .statusCode())
                .isEqualTo(401);
        assertThatThrownBy(() -> new OperatorHttpConfig("127.0.0.1", 0, Optional.of("short")))
                .hasMessage("DOUBLETICK_METRICS_TOKEN must have 32 characters or more");
    }
}
