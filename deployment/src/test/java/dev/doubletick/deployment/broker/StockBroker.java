package dev.doubletick.deployment.broker;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A HiveMQ CE as its distribution has it: a home folder, its own jars in the versions that its POM asks for, its own main class, in
 * a JVM of its own, with the configuration that is deployed and the extension's folder as it is released.
 */
public final class StockBroker implements AutoCloseable {

    static final Path ROOT = Path.of(System.getProperty("doubletick.root"));
    /** The folder that is released. */
    public static final Path RELEASED = ROOT.resolve("broker-extension/target/doubletick-hivemq-extension/doubletick");

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path home;
    private final int mqttPort = freePort();
    private final int wsPort = freePort();
    private final Map<String, String> environment;
    private @Nullable Process process;

    /**
     * Lays out the home folder; does not start anything.
     *
     * @param environment the variables that an operator sets
     */
    public StockBroker(Path home, Map<String, String> environment) throws IOException {
        this.home = home;
        this.environment = environment;
        for (String folder : List.of("conf", "data", "log", "extensions")) {
            Files.createDirectories(home.resolve(folder));
        }
        Path deployed = ROOT.resolve("broker-extension/src/main/hivemq");
        Files.writeString(
                home.resolve("conf/config.xml"),
                Files.readString(deployed.resolve("config.xml"))
                        .replace("<port>1883<", "<port>" + mqttPort + "<")
                        .replace("<port>8000<", "<port>" + wsPort + "<")
                        .replace("0.0.0.0", "127.0.0.1"));
        copyTree(RELEASED, extension());
    }

    /** Changes the settings that are deployed, before a start. */
    void change(UnaryOperator<String> settings) throws IOException {
        Path file = home.resolve("conf/config.xml");
        String before = Files.readString(file);
        String after = settings.apply(before);
        if (after.equals(before)) {
            throw new IllegalArgumentException("nothing to change in " + before);
        }
        Files.writeString(file, after);
    }

    /** The jars of the broker alone. */
    public static List<Path> jars() {
        try (Stream<Path> jars = Files.list(ROOT.resolve("deployment/stock-broker/target/lib"))) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The extension's folder in this broker. */
    Path extension() {
        return home.resolve("extensions").resolve("doubletick");
    }

    /** Where the broker keeps what it must find again. */
    Path data() {
        return home.resolve("data");
    }

    int mqttPort() {
        return mqttPort;
    }

    int wsPort() {
        return wsPort;
    }

    /** Starts it and returns at once. */
    Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("doubletick.broker.jvm.args").split(" ")));
        // A killed process leaves the native libraries there that it had unpacked.
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.add("-Dhivemq.home=" + home);
        command.addAll(List.of("-cp", ROOT.resolve("deployment/stock-broker/target/lib") + "/*"));
        command.add("com.hivemq.HiveMQServer");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        // Several brokers of tests run side by side.
        builder.environment().put("DOUBLETICK_BROKER_HTTP_PORT", "0");
        builder.environment().putAll(environment);
        process = builder.start();
        return process;
    }

    /** Starts it and returns when it takes connections. */
    public void start() throws IOException {
        Process started = launch();
        await().atMost(START_LIMIT).until(() -> isListening() || !started.isAlive());
        if (!started.isAlive()) {
            throw new IOException("the broker ended with " + started.exitValue() + ":\n" + printed());
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), mqttPort), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks it to end, as a container's engine does, and waits. */
    public void stop() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(30, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
                throw new IllegalStateException("the broker did not end within 30 s of SIGTERM");
            }
        }
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    private Path output() {
        return home.resolve("output.log");
    }

    /** All that it has printed so far, over all its starts. */
    String printed() throws IOException {
        return Files.readString(output());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Leaves no process behind. */
    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
