package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WakeUpThreadTest {

    @Test
    void goesOnAfterAnError() throws Exception {
        CountDownLatch ran = new CountDownLatch(3);
        try (WakeUpThread thread = new WakeUpThread()) {
            thread.every(Duration.ofMillis(1), () -> {
                ran.countDown();
                throw new NoClassDefFoundError("as if the extension had been replaced");
            });

            assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
