package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows as complete is: it compiles as it stands there. */
class ReadmeTest {

    /** Hand-written signatures of the part of Android that the example of a store uses. */
    private static final Path ANDROID = Path.of("src", "test", "resources", "android-26");

    @TempDir
    private Path folder;

    @Test
    void theFirstProgramCompilesAndIsShort() throws IOException {
        Example program = Example.in(Path.of("README.md"), "FirstMessage");

        program.compiles(folder, List.of());
        assertThat(program.source().lines().filter(line -> !line.isBlank() && !line.startsWith("import")))
                .hasSizeLessThan(30);
    }

    @Test
    void theStoreOnAndroidsOwnSqliteCompilesWithoutJdbc() throws IOException {
        Example store = Example.in(Path.of("..", "docs", "message-store.md"), "AndroidMessageStore");

        try (Stream<Path> android = Files.walk(ANDROID)) {
            store.compiles(folder, android.filter(Files::isRegularFile).collect(Collectors.toList()));
        }
        assertThat(store.source()).doesNotContain("java.sql").doesNotContain("sqlite.jdbc");
    }
}
