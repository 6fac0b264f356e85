package dev.doubletick.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

    private static final String TOKEN = "token-token-token-token-token-token";

    @TempDir
    private Path folder;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void complete() {
        variables.put("DOUBLETICK_DATABASE_URL", "jdbc:postgresql://db/doubletick");
        variables.put("DOUBLETICK_DATABASE_USER", "doubletick");
        variables.put("DOUBLETICK_BROKER_ADDRESSES", "mqtts://mq.example:8883, wss://mq.example/mqtt");
        variables.put("DOUBLETICK_OTP_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        variables.put("DOUBLETICK_OPERATOR_TOKEN", TOKEN);
        variables.put("DOUBLETICK_SMS_GATEWAY_URL", "https://sms.example/send");
    }

    private VerificationCodeSender sender() {
        return new SenderEnvironment(new Environment(variables)).sender(Clock.systemUTC());
    }

    private RegistrationConfig read() {
        return new Environment(variables).registration();
    }

    @Test
    void hasDefaultsForWhatNeedNotBeSet() {
        RegistrationConfig config = read();

        assertThat(config.httpHost()).isEqualTo("127.0.0.1");
        assertThat(config.httpPort()).isEqualTo(8080);
        assertThat(config.database().password()).isEmpty();
        assertThat(config.database().connections()).isEqualTo(10);
        assertThat(config.brokers().get())
                .containsExactly(URI.create("mqtts://mq.example:8883"), URI.create("wss://mq.example/mqtt"));
        assertThat(sender()).isNotNull();
    }

    @Test
    void readsSecretsFromFilesAndIgnoresTheLastLineBreak() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, TOKEN + "-in-file\n");
        variables.remove("DOUBLETICK_OPERATOR_TOKEN");
        variables.put("DOUBLETICK_OPERATOR_TOKEN_FILE", file.toString());

        assertThat(read().operatorToken().text()).isEqualTo(TOKEN + "-in-file");
    }

    @Test
    void refusesASecretThatIsSetTwice() {
        variables.put("DOUBLETICK_OTP_KEY_FILE", folder.resolve("key").toString());

        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("both set");
    }

    @Test
    void namesTheFileThatCannotBeRead() {
        variables.put(
                "DOUBLETICK_DATABASE_PASSWORD_FILE", folder.resolve("missing").toString());

        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessageContaining("DOUBLETICK_DATABASE_PASSWORD_FILE")
                .withMessageContaining("missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DOUBLETICK_DATABASE_URL",
                "DOUBLETICK_DATABASE_USER",
                "DOUBLETICK_BROKER_ADDRESSES",
                "DOUBLETICK_OTP_KEY",
                "DOUBLETICK_OPERATOR_TOKEN"
            })
    void namesTheVariableThatIsMissingOrEmpty(String name) {
        variables.remove(name);
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining(name);
        variables.put(name, "  ");
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({
        "DOUBLETICK_HTTP_PORT, http, DOUBLETICK_HTTP_PORT must be a whole number",
        "DOUBLETICK_HTTP_PORT, 65536, 0 to 65535",
        "DOUBLETICK_DATABASE_CONNECTIONS, 1, at least 2 connections",
        "DOUBLETICK_DATABASE_URL, jdbc:mysql://db, jdbc:postgresql:",
        "DOUBLETICK_BROKER_ADDRESSES, localhost:1883, mqtt://host:port",
        "DOUBLETICK_BROKER_ADDRESSES, http://localhost, mqtt://host:port",
        "DOUBLETICK_OTP_KEY, c2hvcnQ=, DOUBLETICK_OTP_KEY",
        "DOUBLETICK_OPERATOR_TOKEN, short, 32 characters",
    })
    void saysWhatIsWrong(String name, String value, String message) {
        variables.put(name, value);

        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"DOUBLETICK_SMS_GATEWAY_URL, ftp://sms", "DOUBLETICK_SMS_GATEWAY_TIMEOUT_SECONDS, 0"})
    void saysWhatIsWrongWithTheGateway(String name, String value) {
        variables.put(name, value);

        assertThatIllegalArgumentException().isThrownBy(this::sender).withMessageContaining(name);
    }

    @Test
    void doesNotShowSecrets() {
        variables.put("DOUBLETICK_DATABASE_PASSWORD", "hunter2hunter2");

        assertThat(read().toString()).doesNotContain(TOKEN, "hunter2hunter2", "AAAAAAAA");
    }
}
