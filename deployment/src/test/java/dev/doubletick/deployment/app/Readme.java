package dev.doubletick.deployment.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the SDK's page has for somebody who begins: a dependency, a command and a program, as they stand there. */
record Readme(String dependency, List<String> provision, String program) {

    static Readme read(Path root) {
        String page;
        try {
            page = Files.readString(root.resolve("mobile-sdk").resolve("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String command =
                code(page, "", "\\./doubletick provision ").replace("\\\n", " ").strip();
        return new Readme(
                code(page, "xml", "<dependency>"),
                List.of(command.split("\\s+")).subList(1, command.split("\\s+").length),
                code(page, "java", "import "));
    }

    /** The first block of code that begins like this. */
    private static String code(String page, String language, String beginning) {
        Matcher block = Pattern.compile("```" + language + "\n(" + beginning + ".*?)```", Pattern.DOTALL)
                .matcher(page);
        if (!block.find()) {
            throw new AssertionError("the page has no code that begins with " + beginning);
        }
        return block.group(1);
    }
}
