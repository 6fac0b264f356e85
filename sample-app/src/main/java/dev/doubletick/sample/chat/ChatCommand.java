package dev.doubletick.sample.chat;

import dev.doubletick.certificates.TrustFile;
import dev.doubletick.operator.LogFile;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.wording.Glyphs;
import dev.doubletick.sample.wording.PhoneBook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Chats on the terminal. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        description = "A phone in the terminal.",
        footer = {"", "Colours are left out where the environment has NO_COLOR."})
public final class ChatCommand implements Callable<Integer> {

    @Option(names = "--as", paramLabel = "+NUMBER", required = true, description = "Your phone number.")
    private String number = "";

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "The registration service. Default: ${DEFAULT-VALUE}")
    private URI server = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "doubletick-chat",
            description = "Folder for messages and contacts. Default: ./${DEFAULT-VALUE}")
    private Path data = Path.of("doubletick-chat");

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "A PEM file with the certificate authority to believe, such as the ca.pem of 'up --tls'.")
    private @Nullable Path authority;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PhoneNumber me = PhoneBook.number(number)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--as must be a phone number with the plus, such as +4915112345678"));
        if (!List.of("http", "https").contains(String.valueOf(server.getScheme())) || server.getHost() == null) {
            throw new ParameterException(
                    spec.commandLine(), "--server must be an address such as http://127.0.0.1:8080, not " + server);
        }
        Optional<TrustFile> trust = Optional.ofNullable(authority).map(TrustFile::of);
        Path folder = data.toAbsolutePath();
        LogFile.writeTo(folder.resolve("chat.log"));
        LogFile.captureJavaUtilLogging();
        try (Terminal terminal = TerminalBuilder.builder()
                .dumb(true)
                .encoding(Glyphs.ofConsole())
                .build()) {
            boolean colours =
                    Screen.wantsColours(terminal.getType(), System.getenv().getOrDefault("NO_COLOR", ""));
            boolean registered = new ChatSession(me, server, trust, folder, terminal, colours).run();
            return registered ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }
}
