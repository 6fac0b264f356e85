package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void showsTheCodeThatIsCompiled() throws Exception {
        String source = Files.readString(Path.of("src/test/java/dev/doubletick/sdk/QuickStart.java"));
        String body = source.substring(
                source.indexOf("        DoubletickListener listener"), source.lastIndexOf("    }\n}\n"));

        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + body.stripTrailing().stripIndent() + "\n```");
        assertThat(body.lines()).hasSizeLessThan(30);
    }
}
