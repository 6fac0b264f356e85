package dev.doubletick.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.interaso.webpush.VapidKeys;
import dev.doubletick.registration.push.PushConfig;
import dev.doubletick.registration.push.fake.FakeFcm;
import dev.doubletick.registration.push.fake.ReceivedPushes;
import dev.doubletick.registration.push.provider.fcm.FcmConfig;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushEnvironmentTest {

    private static final String CREDENTIAL = "a credential of 32 characters or more";
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    @TempDir
    private Path folder;

    private final Map<String, String> variables = new HashMap<>(
            Map.of("DOUBLETICK_PUSH_CREDENTIAL", CREDENTIAL, "DOUBLETICK_PUSH_BROKER", "mqtt://broker:1883"));

    private Optional<PushConfig> read() {
        return new PushEnvironment(new Environment(variables)).push();
    }

    private PushConfig push() {
        return read().orElseThrow();
    }

    private void withApns() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        String key = Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        Path file = Files.writeString(
                folder.resolve("key.p8"), "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
        variables.put("DOUBLETICK_APNS_KEY_FILE", file.toString());
        variables.put("DOUBLETICK_APNS_KEY_ID", "KEY1234567");
        variables.put("DOUBLETICK_APNS_TEAM_ID", "TEAM123456");
    }

    private void withVapid() {
        VapidKeys keys = VapidKeys.generate();
        variables.put("DOUBLETICK_VAPID_PUBLIC_KEY", BASE64URL.encodeToString(keys.getApplicationServerKey()));
        variables.put(
                "DOUBLETICK_VAPID_PRIVATE_KEY",
                BASE64URL.encodeToString(coordinate(keys.getPrivateKey().getS())));
        variables.put("DOUBLETICK_VAPID_SUBJECT", "mailto:operator@example.org");
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] coordinate = new byte[32];
        byte[] significant = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - 32), bytes.length);
        System.arraycopy(significant, 0, coordinate, 32 - significant.length, significant.length);
        return coordinate;
    }

    @Test
    void withoutACredentialNobodyIsWoken() {
        variables.remove("DOUBLETICK_PUSH_CREDENTIAL");

        assertThat(read()).isEmpty();
    }

    @Test
    void aProviderThatIsNotConfiguredIsNotUsed() {
        PushConfig push = push();

        assertThat(push.broker().get()).isEqualTo(URI.create("mqtt://broker:1883"));
        assertThat(push.credential()).isEqualTo(CREDENTIAL);
        assertThat(push.apns()).isEmpty();
        assertThat(push.fcm()).isEmpty();
        assertThat(push.webPush()).isEmpty();
    }

    @Test
    void readsAllThreeProviders() throws Exception {
        withApns();
        withVapid();
        FcmConfig fake = new FakeFcm(new ReceivedPushes(Clock.systemUTC())).config(URI.create("http://127.0.0.1:1"));
        variables.put(
                "DOUBLETICK_FCM_SERVICE_ACCOUNT_FILE",
                folder.resolve("account.json").toString());
        Files.writeString(
                folder.resolve("account.json"),
                "{\"type\":\"service_account\",\"project_id\":\"my-project\",\"private_key_id\":\"1\",\"client_id\":\"1\","
                        + "\"client_email\":\"push@my-project.iam.example\",\"private_key\":\""
                        + "-----BEGIN PRIVATE KEY-----\\n"
                        + Base64.getEncoder()
                                .encodeToString(fake.account().getPrivateKey().getEncoded())
                        + "\\n-----END PRIVATE KEY-----\\n\"}");

        PushConfig push = push();

        assertThat(push.apns()).isPresent();
        assertThat(push.fcm()).get().satisfies(fcm -> {
            assertThat(fcm.account().getProjectId()).isEqualTo("my-project");
            assertThat(fcm.server()).isEqualTo(FcmConfig.GOOGLE);
        });
        assertThat(push.webPush()).get().satisfies(webPush -> {
            assertThat(webPush.applicationServerKey()).isEqualTo(variables.get("DOUBLETICK_VAPID_PUBLIC_KEY"));
            assertThat(webPush.anywhere()).isFalse();
        });
    }

    @Test
    void readsTheCredentialFromAFile() throws IOException {
        variables.remove("DOUBLETICK_PUSH_CREDENTIAL");
        Path file = Files.writeString(folder.resolve("credential"), CREDENTIAL + "\n");
        variables.put("DOUBLETICK_PUSH_CREDENTIAL_FILE", file.toString());

        assertThat(push().credential()).isEqualTo(CREDENTIAL);
    }

    @ParameterizedTest
    @CsvSource({
        "DOUBLETICK_PUSH_CREDENTIAL, too short, 32 characters",
        "DOUBLETICK_PUSH_BROKER, '', is not set",
        "DOUBLETICK_PUSH_BROKER, http://broker:1883, mqtts://host:port",
        "DOUBLETICK_PUSH_BROKER, mqtt://broker, mqtts://host:port",
        "DOUBLETICK_PUSH_BROKER, broker:1883, mqtts://host:port",
        "DOUBLETICK_PUSH_BROKER, mqtt://a broker:1883, is not a URI",
        "DOUBLETICK_FCM_SERVICE_ACCOUNT, no json, not the JSON file of a service account",
        "DOUBLETICK_FCM_SERVICE_ACCOUNT, '{}', not the JSON file of a service account",
        "DOUBLETICK_FCM_SERVICE_ACCOUNT_FILE, /nowhere/account.json, cannot be read",
        "DOUBLETICK_PUSH_CREDENTIAL_FILE, /nowhere/credential, are both set",
    })
    void namesTheVariableAndSaysWhatIsWrong(String name, String value, String message) {
        variables.put(name, value);

        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessageContaining(name.replace("_FILE", ""))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOUBLETICK_APNS_KEY_ID", "DOUBLETICK_APNS_TEAM_ID"})
    void apnsNeedsAllThree(String name) throws Exception {
        withApns();
        variables.remove(name);

        assertThatIllegalArgumentException().isThrownBy(this::read).withMessage(name + " is not set");
    }

    @Test
    void saysThatTheApnsKeyIsNone() throws Exception {
        withApns();
        String file = variables.get("DOUBLETICK_APNS_KEY_FILE");
        Files.writeString(Path.of(file), "no key");
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessageContaining("DOUBLETICK_APNS_KEY_FILE")
                .withMessageContaining(".p8");
        Files.delete(Path.of(file));
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("DOUBLETICK_APNS_KEY_FILE");
    }

    @ParameterizedTest
    @CsvSource({
        "DOUBLETICK_VAPID_PUBLIC_KEY, '', is not set",
        "DOUBLETICK_VAPID_SUBJECT, '', is not set",
        "DOUBLETICK_VAPID_SUBJECT, operator, mailto: or https:",
        "DOUBLETICK_VAPID_PUBLIC_KEY, AAAA, VAPID",
        "DOUBLETICK_VAPID_PRIVATE_KEY, not base64, VAPID",
    })
    void saysWhatIsWrongWithVapid(String name, String value, String message) {
        withVapid();
        variables.put(name, value);

        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining(message);
    }

    @Test
    void doesNotShowSecrets() throws Exception {
        withApns();
        withVapid();

        assertThat(push().toString())
                .doesNotContain(CREDENTIAL, variables.get("DOUBLETICK_VAPID_PRIVATE_KEY"), "KEY1234567");
    }
}
