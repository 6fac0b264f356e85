package dev.doubletick.standalone.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.standalone.StandaloneException;
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
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining(file.resolve("logs").toString())
                .hasMessageEndingWith("cannot be used");
    }
}
