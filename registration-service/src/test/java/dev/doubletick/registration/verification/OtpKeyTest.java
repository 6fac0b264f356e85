package dev.doubletick.registration.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OtpKeyTest {

    private static final UUID SESSION = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    @Test
    void isTheHmacOfTheSessionIdsBytesAndTheCode() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);

        // openssl: printf '\x00\x11…\xff123456' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…
        assertThat(HexFormat.of().formatHex(new OtpKey(key).hmac(SESSION, "123456")))
                .isEqualTo("81ead145155b979c281b771d697f645dda16d5929aec9370790f778188cc71f8");
    }

    @Test
    void differsBySessionByCodeAndByKey() {
        OtpKey key = new OtpKey(new byte[32]);
        byte[] hmac = key.hmac(SESSION, "123456");

        assertThat(key.hmac(SESSION, "123456")).isEqualTo(hmac);
        assertThat(key.hmac(SESSION, "123457")).isNotEqualTo(hmac);
        assertThat(key.hmac(new UUID(0, 0), "123456")).isNotEqualTo(hmac);
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(new OtpKey(other).hmac(SESSION, "123456")).isNotEqualTo(hmac);
    }

    @Test
    void refusesWhatIsTooShortOrNoBase64() {
        String short31 = Base64.getEncoder().encodeToString(new byte[31]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> OtpKey.ofBase64(short31))
                .withMessageContaining("32 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OtpKey.ofBase64("not base64!"))
                .withMessageContaining("base64");
    }
}
