package dev.doubletick.registration.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.registration.RegistrationMain;
import dev.doubletick.registration.database.DatabaseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as a process of its own, with the logging that it is shipped with. Ends, by force, when closed. */
public final class ServiceProcess implements AutoCloseable {

    public static final String OPERATOR_TOKEN = "operator-operator-operator-operator";
    public static final String OTP_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private static final Pattern LISTENING = Pattern.compile("listening on port ([0-9]+)");

    private final Process process;
    private final Path out;
    private final Path err;

    private ServiceProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it, and does not wait.
     *
     * @param folder for what it writes
     * @param more variables beside those that every test needs
     */
    public static ServiceProcess start(Path folder, DatabaseConfig database, Map<String, String> more)
            throws IOException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=logback-registration.xml",
                        RegistrationMain.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Files.writeString(folder.resolve("token"), OPERATOR_TOKEN + "\n");
        builder.environment()
                .putAll(Map.of(
                        "DOUBLETICK_DATABASE_URL", database.url(),
                        "DOUBLETICK_DATABASE_USER", database.user(),
                        "DOUBLETICK_DATABASE_PASSWORD", database.password(),
                        "DOUBLETICK_HTTP_PORT", "0",
                        "DOUBLETICK_BROKER_ADDRESSES", "mqtt://127.0.0.1:1883",
                        "DOUBLETICK_OTP_KEY", OTP_KEY,
                        "DOUBLETICK_OPERATOR_TOKEN_FILE",
                                folder.resolve("token").toString()));
        builder.environment().putAll(more);
        return new ServiceProcess(builder.start(), out, err);
    }

    /** Waits until it listens, and answers where. */
    public URI awaitListening() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> LISTENING.matcher(log()).find());
        Matcher matcher = LISTENING.matcher(log());
        assertThat(matcher.find()).isTrue();
        return URI.create("http://127.0.0.1:" + matcher.group(1));
    }

    /** All that it has logged. */
    public String log() {
        return read(out);
    }

    /** All that it has written to standard error. */
    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process itself. */
    public Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
