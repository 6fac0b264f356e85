package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first program compiles against the SDK, on the Java that the SDK promises, and is as short as promised. */
class ReadmeTest {

    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theFirstProgramCompilesAndIsShort() throws IOException {
        Matcher program = PROGRAM.matcher(Files.readString(Path.of("README.md")));
        assertThat(program.find()).isTrue();
        String source = program.group(1);
        Path file = Files.writeString(folder.resolve("FirstMessage.java"), source);

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        boolean compiled;
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            compiled = compiler.getTask(
                            complaints,
                            files,
                            null,
                            List.of("--release", "11", "-proc:none", "-d", folder.toString()),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
        }

        assertThat(complaints.toString()).isEmpty();
        assertThat(compiled).isTrue();
        assertThat(source.lines().filter(line -> !line.isBlank() && !line.startsWith("import")))
                .hasSizeLessThan(30);
    }
}
