package dev.doubletick.sample.phones;

import dev.doubletick.operator.LogFile;
import dev.doubletick.sample.phones.handset.Person;
import dev.doubletick.standalone.cli.Foreground;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts everything, says READY, and runs until the process is told to end. */
@Command(
        name = "phones",
        mixinStandardHelpOptions = true,
        description = "Phones side by side in a web page, on a stack of their own, until Ctrl-C.")
public final class PhonesCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "doubletick-phones",
            description = "Folder for servers and phones; the next start goes on there. Default: ./${DEFAULT-VALUE}")
    private Path data = Path.of("doubletick-phones");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8090",
            description = "Where the page is, 0 = any free port. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many phones, 1 to 6. Default: ${DEFAULT-VALUE}")
    private int count;

    @Option(
            names = "--tls",
            description =
                    "Over TLS, with a certificate authority of its own. Phones that were registered without it need"
                            + " a folder of their own.")
    private boolean tls;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (count < 1 || count > Person.CAST.size()) {
            throw new ParameterException(
                    spec.commandLine(), "--count must be 1 to " + Person.CAST.size() + ", not " + count);
        }
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535, not " + port);
        }
        Path folder = data.toAbsolutePath();
        LogFile.writeTo(folder.resolve("phones.log"));
        Foreground.run(
                spec.commandLine().getOut(),
                step -> Phones.start(folder, port, tls, Person.CAST.subList(0, count), step),
                phones -> "To join from a terminal: ./doubletick chat --as +NUMBER --server " + phones.server()
                        + phones.certificateAuthority().map(ca -> " --ca " + ca).orElse("")
                        + System.lineSeparator() + "READY phones=" + phones.address());
        return 0;
    }
}
