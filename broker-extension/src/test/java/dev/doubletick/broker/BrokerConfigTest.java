package dev.doubletick.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.broker.account.Credential;
import dev.doubletick.broker.wakeup.WakeUpPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerConfigTest {

    private static final String CREDENTIAL = "a credential of 32 characters or more";

    @TempDir
    private Path folder;

    private final Map<String, String> properties = new HashMap<>(Map.of(
            "database.url",
            "jdbc:postgresql://db/doubletick",
            "database.user",
            "broker",
            "database.password",
            "secret"));
    private final Map<String, String> environment = new HashMap<>();

    private BrokerConfig load() throws IOException {
        List<String> lines = properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .toList();
        Files.write(folder.resolve("doubletick.properties"), lines);
        return BrokerConfig.load(folder, folder.resolve("data"), environment);
    }

    private WakeUpPolicy policy() throws IOException {
        properties.put("push.credential", CREDENTIAL);
        return load().push().orElseThrow().policy();
    }

    @Test
    void namesTheOperatorsJarInTheBrokersHomeWhereNoCheckoutIs() throws IOException {
        assertThat(load().operatorCommand())
                .containsExactly(
                        "java",
                        "-jar",
                        folder.resolve("doubletick-operator.jar").toString());
    }

    @Test
    void withoutACredentialNobodyIsWoken() throws IOException {
        properties.put("push.grace", "5s");

        assertThat(load().push()).isEmpty();
    }

    @Test
    void whatIsNotSetHasItsDefault() throws IOException {
        assertThat(policy()).isEqualTo(WakeUpPolicy.DEFAULT);
    }

    @Test
    void readsHowPhonesAreWoken() throws IOException {
        properties.put("push.grace", "500ms");
        properties.put("push.silence", "20s");
        properties.put("push.reminders", "5m, 2h,3d");
        properties.put("push.grace-after-start", "1m");
        properties.put("push.max-phones", "1000");

        assertThat(policy())
                .isEqualTo(new WakeUpPolicy(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(20),
                        List.of(Duration.ofMinutes(5), Duration.ofHours(2), Duration.ofDays(3)),
                        Duration.ofMinutes(1),
                        1000));
    }

    @Test
    void noRemindersAtAll() throws IOException {
        properties.put("push.reminders", "none");

        assertThat(policy().reminders()).isEmpty();
    }

    @Test
    void theEnvironmentWins() throws IOException {
        properties.put("push.grace-after-start", "1m");
        environment.put("DOUBLETICK_PUSH_GRACE_AFTER_START", "2m");

        assertThat(policy().afterStart()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void readsTheCredentialFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("credential"), CREDENTIAL + "\n");
        environment.put("DOUBLETICK_PUSH_CREDENTIAL_FILE", file.toString());

        assertThat(load().push().orElseThrow().credential())
                .isEqualTo(Credential.presented(ByteBuffer.wrap(CREDENTIAL.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void namesTheFileThatIsNotThere() {
        properties.put("push.credential-file", folder.resolve("nowhere").toString());

        assertThatThrownBy(this::load).isInstanceOf(NoSuchFileException.class).hasMessageContaining("nowhere");
    }

    @ParameterizedTest
    @CsvSource({
        "push.credential, too short, push.credential must have 32 characters",
        "push.grace, 2, push.grace must be a duration",
        "push.grace, -2s, push.grace must be a duration",
        "push.silence, ten seconds, push.silence must be a duration",
        "push.silence, 0s, the silence must be positive",
        "push.reminders, '1h, soon', push.reminders must be a duration",
        "push.reminders, '1d, 1h', reminders must ascend",
        "push.reminders, 1s, all come after the grace",
        "push.grace-after-start, 1w, push.grace-after-start must be a duration",
        "push.max-phones, many, push.max-phones must be a whole number",
        "push.max-phones, 0, at least one phone",
        "push.max-phones, 3000000000, push.max-phones must be 0 to 2147483647",
    })
    void saysWhatIsWrong(String name, String value, String message) {
        properties.put("push.credential", CREDENTIAL);
        properties.put(name, value);

        assertThatIllegalArgumentException().isThrownBy(this::load).withMessageContaining(message);
    }

    @Test
    void doesNotShowTheCredential() throws IOException {
        properties.put("push.credential", CREDENTIAL);

        assertThat(load().toString()).doesNotContain(CREDENTIAL, "secret");
    }
}
