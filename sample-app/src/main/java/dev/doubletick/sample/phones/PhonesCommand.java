package dev.doubletick.sample.phones;

import dev.doubletick.sample.phones.handset.Person;
import dev.doubletick.standalone.cli.LogFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
        PrintWriter out = spec.commandLine().getOut();
        CompletableFuture<Phones> started = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "shutdown"));
        try {
            started.complete(Phones.start(folder, port, Person.CAST.subList(0, count), step -> {
                out.println(step);
                out.flush();
            }));
        } catch (IOException | RuntimeException e) {
            started.completeExceptionally(e);
            throw e;
        }
        LogFile.captureJavaUtilLogging();
        Phones phones = started.join();
        out.println("To join from a terminal: ./doubletick chat --as +NUMBER --server " + phones.server());
        out.println("READY phones=" + phones.address());
        out.flush();
        // Until the process is told to end; the shutdown hook does the rest.
        new CountDownLatch(1).await();
        return 0;
    }

    private static void stop(CompletableFuture<Phones> started) {
        started.handle((phones, failure) -> {
                    if (phones != null) {
                        phones.close();
                    }
                    return null;
                })
                .join();
    }
}
