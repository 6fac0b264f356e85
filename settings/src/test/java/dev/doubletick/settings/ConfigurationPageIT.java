package dev.doubletick.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list, the document, and what the code and the Compose file name are the same. */
class ConfigurationPageIT {

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("\\bDOUBLETICK_[A-Z0-9_]*[A-Z0-9]\\b");

    /** Names of another kind: a key of apps' texts, and how a family of variables begins. */
    private static final Set<String> NO_SETTINGS = Set.of(
            "DOUBLETICK_NEW_MESSAGE",
            "DOUBLETICK_VAPID",
            "DOUBLETICK_SMPP",
            "DOUBLETICK_SMS_GATEWAY",
            "DOUBLETICK_SMS_GATEWAY_2");

    @Test
    void theDocumentIsWhatTheListMakes() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/configuration.md"))).isEqualTo(ConfigurationPage.text());
    }

    @Test
    void whatIsNamedAnywhereIsInTheList() throws IOException {
        Set<String> unknown = new TreeSet<>();
        for (Path file : named()) {
            Matcher names = NAME.matcher(Files.readString(file));
            while (names.find()) {
                String name = names.group();
                if (!NO_SETTINGS.contains(name)
                        && Settings.all().stream().noneMatch(setting -> setting.isVariable(name))) {
                    unknown.add(name + " in " + file);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void theBrokersPropertiesFileNamesSettingsOnly() throws IOException {
        Pattern line = Pattern.compile("^#?([a-z][a-z.-]+) = ?.*$", Pattern.MULTILINE);
        Matcher keys = line.matcher(
                Files.readString(ROOT.resolve("broker-extension/src/main/extension/doubletick.properties")));
        Set<String> named = new TreeSet<>();
        while (keys.find()) {
            named.add(keys.group(1));
        }
        assertThat(named).contains("database.url", "mailbox.max-bytes");
        Settings.requireKnownKeys(named);
    }

    private static List<Path> named() throws IOException {
        List<Path> sources;
        try (Stream<Path> modules = Files.list(ROOT)) {
            sources = modules.map(module -> module.resolve("src/main"))
                    .filter(Files::isDirectory)
                    .flatMap(ConfigurationPageIT::files)
                    .filter(file -> file.toString().matches(".*\\.(java|xml|properties)"))
                    .toList();
        }
        return Stream.concat(
                        sources.stream(),
                        Stream.of("docker-compose.yml", "README.md").map(ROOT::resolve))
                .toList();
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
