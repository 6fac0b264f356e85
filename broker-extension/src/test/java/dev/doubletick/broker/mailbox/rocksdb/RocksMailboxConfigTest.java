package dev.doubletick.broker.mailbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RocksMailboxConfigTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/var/lib/doubletick-1/mailbox, ./doubletick repair --mailbox /var/lib/doubletick-1/mailbox",
                "/my data/mailbox, ./doubletick repair --mailbox '/my data/mailbox'",
                "/it's/mailbox, ./doubletick repair --mailbox '/it'\\''s/mailbox'"
            })
    void theRepairCommandCanBeTypedIntoAShell(String directory, String command) {
        assertThat(RocksMailboxConfig.builder(Path.of(directory)).build().repairCommand())
                .isEqualTo(command);
    }

    @Test
    void theRepairCommandIsThatOfThePlaceWhereTheStoreIs() {
        RocksMailboxConfig config = RocksMailboxConfig.builder(Path.of("/opt/hivemq/data/doubletick-mailbox"))
                .operatorCommand(List.of("java", "-jar", "/opt/my broker/doubletick-operator.jar"))
                .build();

        assertThat(config.repairCommand())
                .isEqualTo("java -jar '/opt/my broker/doubletick-operator.jar' repair"
                        + " --mailbox /opt/hivemq/data/doubletick-mailbox");
    }
}
