package dev.doubletick.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ChatCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "0151 12345678, http://127.0.0.1:8080, --as must be a phone number with the plus",
        "+4915112345678, nonsense, --server must be an address such as",
        "+4915112345678, ftp://127.0.0.1, --server must be an address such as",
        "+4915112345678, http:8080, --server must be an address such as",
    })
    void saysWhichArgumentIsWrong(String number, String server, String complaint) {
        StringWriter err = new StringWriter();

        int code = new CommandLine(new ChatCommand())
                .setErr(new PrintWriter(err))
                .execute("--as", number, "--server", server, "--data", folder.toString());

        assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains(complaint);
        assertThat(folder).isEmptyDirectory();
    }
}
