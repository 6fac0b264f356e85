package dev.doubletick.sample;

import dev.doubletick.sample.wording.Glyphs;
import dev.doubletick.standalone.StandaloneException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/**
 * {@code ./doubletick demo [--tls]}: exit code 0 if all that Doubletick promises held, 1 and a line saying what did not otherwise, 2
 * for wrong usage.
 */
public final class Demo {

    private Demo() {}

    public static void main(String[] args) throws IOException {
        // For what libraries format for machines: in Arabic digits no certificate can be read, no header is understood.
        Locale.setDefault(Locale.ROOT);
        boolean tls = List.of(args).equals(List.of("--tls"));
        if (args.length > 0 && !tls) {
            System.err.println("doubletick: demo has one option: --tls plays it over TLS.");
            System.exit(2);
        }
        Path folder = Files.createTempDirectory("doubletick-demo");
        // The console belongs to the transcript. Set before anybody asks for a logger.
        System.setProperty("logback.configurationFile", "logback-file.xml");
        System.setProperty("doubletick.log.file", folder.resolve("demo.log").toString());
        LogManager.getLogManager().reset();
        Glyphs console = Glyphs.of(Glyphs.ofConsole());
        PrintStream out = console.printer(new FileOutputStream(FileDescriptor.out));
        PrintStream err = console.printer(new FileOutputStream(FileDescriptor.err));
        int exitCode = play(folder, tls, out, err);
        if (exitCode == 0) {
            delete(folder);
        } else {
            err.println("What the servers logged is in " + folder);
        }
        System.exit(exitCode);
    }

    /** Plays the story on free ports, with all its files in this folder. Returns the exit code. */
    static int play(Path folder, boolean tls, PrintStream out, PrintStream err) throws IOException {
        out.println("Doubletick demo: real servers on free ports of this machine, real phones, nothing kept.");
        Path servers = folder.resolve("servers");
        return play(() -> tls ? TrialServers.startWithTls(servers) : TrialServers.start(servers), folder, out, err);
    }

    /**
     * Plays the story on other servers. Blocks, for a minute.
     *
     * @param servers starts them; they are closed at the end
     * @param folder for the phones
     * @return the exit code: 0 if all that Doubletick promises held
     */
    public static int play(Supplier<? extends DemoServers> servers, Path folder, PrintStream out, PrintStream err)
            throws IOException {
        Transcript transcript = new Transcript(out);
        try (Stage stage = Stage.set(folder, servers.get())) {
            transcript.tell("PostgreSQL, broker and registration service are up");
            new Story(stage, transcript).play();
        } catch (StoryFailedException | StandaloneException e) {
            err.printf(Locale.ROOT, "%nThis did not hold: %s%n", e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
        out.printf(Locale.ROOT, "%n  All %d checks held, in %.1f s.%n", transcript.checks(), transcript.seconds());
        return 0;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
