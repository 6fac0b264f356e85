package dev.doubletick.registration.push.provider.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import com.interaso.webpush.VapidKeys;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class P256Test {

    @RepeatedTest(20)
    void everyPublicKeyIsAPointAndWithOneBitChangedItIsNot() {
        byte[] point = VapidKeys.generate().getApplicationServerKey();
        assertThat(P256.isPoint(point)).isTrue();

        point[40] ^= 1;
        assertThat(P256.isPoint(point)).isFalse();
    }

    @Test
    void noOtherBytesAre() {
        byte[] point = VapidKeys.generate().getApplicationServerKey();
        byte[] compressed = point.clone();
        compressed[0] = 2;

        assertThat(P256.isPoint(compressed)).isFalse();
        assertThat(P256.isPoint(Arrays.copyOf(point, 64))).isFalse();
        assertThat(P256.isPoint(Arrays.copyOf(point, 66))).isFalse();
        assertThat(P256.isPoint(new byte[65])).isFalse();
        assertThat(P256.isPoint(new byte[0])).isFalse();
    }
}
