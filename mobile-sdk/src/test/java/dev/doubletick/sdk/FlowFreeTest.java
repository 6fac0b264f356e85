package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Android has {@code java.util.concurrent.Flow} from API 30 on: an app without it has to get by without these classes only. */
class FlowFreeTest {

    @Test
    void onlyThePublishersNeedFlow() throws IOException {
        Path classes = Path.of("target", "classes");
        try (Stream<Path> files = Files.walk(classes)) {
            List<String> users = files.filter(file -> file.toString().endsWith(".class"))
                    .filter(FlowFreeTest::namesFlow)
                    .map(file -> classes.relativize(file).toString().replace('\\', '/'))
                    .toList();

            assertThat(users)
                    .isNotEmpty()
                    .allMatch(name -> name.equals("dev/doubletick/sdk/DoubletickPublishers.class")
                            || name.startsWith("dev/doubletick/sdk/internal/flow/"));
        }
    }

    private static boolean namesFlow(Path file) {
        try {
            // Names of classes stand in the constant pool in plain ASCII: JVMS, section 4.4.7.
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains("java/util/concurrent/Flow");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
