package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A complete class in a page of the documentation. */
final class Example {

    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final String name;
    private final String source;

    private Example(String name, String source) {
        this.name = name;
        this.source = source;
    }

    /** The code on this page that declares this class and begins with its imports. */
    static Example in(Path page, String className) throws IOException {
        Matcher code = CODE.matcher(Files.readString(page));
        while (code.find()) {
            if (code.group(1).startsWith("import ") && code.group(1).contains(" class " + className + " ")) {
                return new Example(className, code.group(1));
            }
        }
        throw new AssertionError(page + " has no class " + className);
    }

    String source() {
        return source;
    }

    /**
     * Compiles against the SDK, on the Java that it promises.
     *
     * @param folder where to work
     * @param more sources that it needs
     */
    void compiles(Path folder, List<Path> more) throws IOException {
        List<Path> sources = new ArrayList<>(more);
        sources.add(Files.writeString(folder.resolve(name + ".java"), source));
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
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        assertThat(complaints.toString()).isEmpty();
        assertThat(compiled).isTrue();
    }
}
