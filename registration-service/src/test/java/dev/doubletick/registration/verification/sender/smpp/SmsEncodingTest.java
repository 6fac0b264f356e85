package dev.doubletick.registration.verification.sender.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SmsEncodingTest {

    @Test
    void latinTextsUseTheDefaultAlphabet() {
        SmsEncoding encoding = SmsEncoding.of("@ £è_Aa0äà", (byte) 1);

        assertThat(encoding.ucs2()).isFalse();
        // 3GPP TS 23.038 section 6.2.1, the table read by hand.
        assertThat(HexFormat.of().formatHex(encoding.parts().get(0))).isEqualTo("0020010411416130" + "7b7f");
    }

    @Test
    void theExtensionTakesTwoBytes() {
        assertThat(HexFormat.of()
                        .formatHex(SmsEncoding.of("[€]", (byte) 1).parts().get(0)))
                .isEqualTo("1b3c1b651b3e");
    }

    @Test
    void whatTheAlphabetLacksMakesItUcs2() {
        SmsEncoding encoding = SmsEncoding.of("Ваш код", (byte) 1);

        assertThat(encoding.ucs2()).isTrue();
        assertThat(encoding.parts()).containsExactly("Ваш код".getBytes(StandardCharsets.UTF_16BE));
        assertThat(SmsEncoding.of("\u001b", (byte) 1).ucs2()).isTrue();
    }

    @Test
    void aLongTextGoesInPartsThatSayHowTheyBelongTogether() {
        assertThat(SmsEncoding.of("x".repeat(160), (byte) 7).parts()).hasSize(1);

        SmsEncoding encoding = SmsEncoding.of("x".repeat(161), (byte) 7);

        assertThat(encoding.parts()).hasSize(2);
        assertThat(encoding.parts().get(0)).startsWith(5, 0, 3, 7, 2, 1).hasSize(6 + 153);
        assertThat(encoding.parts().get(1)).startsWith(5, 0, 3, 7, 2, 2).hasSize(6 + 8);
    }

    @Test
    void nothingIsCutInTwo() {
        SmsEncoding gsm = SmsEncoding.of("x".repeat(152) + "€".repeat(20), (byte) 7);
        SmsEncoding ucs2 = SmsEncoding.of("ж".repeat(66) + "😀".repeat(20), (byte) 7);

        assertThat(gsm.parts().get(0)).hasSize(6 + 152);
        byte[] first = ucs2.parts().get(0);
        assertThat(new String(Arrays.copyOfRange(first, 6, first.length), StandardCharsets.UTF_16BE))
                .isEqualTo("ж".repeat(66));
    }
}
