package dev.doubletick.benchmark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessMeterTest {

    @Test
    void readsTheMemoryOfAProcess() {
        ProcessMeter self = ProcessMeter.of(ProcessHandle.current().pid());

        // A JVM that runs tests is somewhere between 10 MiB and 10 GiB.
        assertThat(self.rssKib()).isBetween(10L * 1024, 10L * 1024 * 1024);
    }

    @Test
    void processorTimeGrowsWithWork() {
        ProcessMeter self = ProcessMeter.ofSelf();
        Duration before = self.cpu();
        await().until(() -> self.cpu().compareTo(before) > 0);
    }

    @Test
    void aProcessThatIsNotThereIsAClearError() {
        assertThatThrownBy(() -> ProcessMeter.of(Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no process");
    }
}
