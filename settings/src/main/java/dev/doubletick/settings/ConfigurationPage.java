package dev.doubletick.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code docs/configuration.md}, made from the list. */
public final class ConfigurationPage {

    private static final String HEAD =
            """
            # Configuration

            <!-- Made from the list in settings/. Do not edit: after a change there run
                 ./mvnw -q -pl settings compile && java -cp settings/target/classes dev.doubletick.settings.ConfigurationPage docs/configuration.md -->

            Settings are environment variables. The broker's may also stand in `doubletick.properties` in the extension's folder, in small
            letters with points (`mailbox.max-messages` is `DOUBLETICK_MAILBOX_MAX_MESSAGES`); the environment wins. An empty variable counts
            as none. A secret is better kept in a file: where *file too* stands, the variable with `_FILE` behind it names one. A
            variable that begins with `DOUBLETICK_` and is not in this list is refused at start, in both servers; one of the other server
            is passed over, so that both can be given one file.

            | variable | read by | value | default | meaning |
            | --- | --- | --- | --- | --- |
            """;

    private ConfigurationPage() {}

    /** @param args the file to write */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), text());
    }

    /** The page as Markdown. */
    static String text() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Setting setting : Settings.all()) {
            page.append("| `")
                    .append(setting.variable())
                    .append("`")
                    .append(setting.secret() ? " (file too)" : "")
                    .append(" | ")
                    .append(setting.server().words())
                    .append(" | ")
                    .append(setting.type())
                    .append(" | ")
                    .append(setting.fallback())
                    .append(" | ")
                    .append(setting.meaning())
                    .append(" |\n");
        }
        return page.toString();
    }
}
