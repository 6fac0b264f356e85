package dev.doubletick.broker.mailbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
}
