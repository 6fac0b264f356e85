package dev.doubletick.registration.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class DeviceCredentialTest {

    @Test
    void is256BitsInBase64UrlWithoutPadding() {
        DeviceCredential credential = DeviceCredential.random(new SecureRandom());

        assertThat(credential.text()).hasSize(43);
        assertThat(Base64.getUrlDecoder().decode(credential.text())).hasSize(32);
    }

    @Test
    void doesNotShowItself() {
        DeviceCredential credential = DeviceCredential.random(new SecureRandom());

        assertThat(credential.toString()).doesNotContain(credential.text());
    }
}
