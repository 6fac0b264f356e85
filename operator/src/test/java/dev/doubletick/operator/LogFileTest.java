package dev.doubletick.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    private Path folder;

    @Test
    void saysInOneSentenceThatAFolderCannotBeUsed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> LogFile.writeTo(file.resolve("logs").resolve("doubletick.log")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(file.resolve("logs").toString())
                .hasMessageEndingWith("cannot be used");
    }
}
