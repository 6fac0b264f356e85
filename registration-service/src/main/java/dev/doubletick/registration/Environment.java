package dev.doubletick.registration;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.registration.contacts.LookupLimits;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.operator.OperatorToken;
import dev.doubletick.registration.verification.OtpKey;
import dev.doubletick.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Configuration from environment variables. A secret comes from its variable or, better, from the file that the variable
 * with {@code _FILE} names: the environment of a process is easier to see than a file with mode 600.
 *
 * <table>
 * <caption>Variables</caption>
 * <tr><th>variable</th><th>default</th><th>meaning</th></tr>
 * <tr><td>DOUBLETICK_DATABASE_URL</td><td>required</td><td>jdbc:postgresql://host:port/name</td></tr>
 * <tr><td>DOUBLETICK_DATABASE_USER</td><td>required</td><td>role that owns the schema</td></tr>
 * <tr><td>DOUBLETICK_DATABASE_PASSWORD, …_FILE</td><td>empty</td><td>its password</td></tr>
 * <tr><td>DOUBLETICK_DATABASE_CONNECTIONS</td><td>10</td><td>most connections of the pool</td></tr>
 * <tr><td>DOUBLETICK_LOG_LEVEL</td><td>INFO</td><td>TRACE, DEBUG, INFO, WARN or ERROR</td></tr>
 * <tr><td>DOUBLETICK_HTTP_HOST</td><td>127.0.0.1</td><td>address to listen on</td></tr>
 * <tr><td>DOUBLETICK_HTTP_PORT</td><td>8080</td><td>port to listen on, 0 for any free one</td></tr>
 * <tr><td>DOUBLETICK_TLS_KEY_STORE</td><td>none: no TLS</td><td>PKCS #12 file with the certificate to show; read again when it
 *     changes</td></tr>
 * <tr><td>DOUBLETICK_TLS_KEY_STORE_PASSWORD, …_FILE</td><td>doubletick</td><td>its password, also of the key in it</td></tr>
 * <tr><td>DOUBLETICK_BROKER_ADDRESSES</td><td>required</td><td>URIs told to phones, separated by commas</td></tr>
 * <tr><td>DOUBLETICK_OTP_KEY, …_FILE</td><td>required</td><td>base64 of 32 random bytes or more, the same for all
 *     instances; codes are stored under it</td></tr>
 * <tr><td>DOUBLETICK_OPERATOR_TOKEN, …_FILE</td><td>required</td><td>32 characters or more</td></tr>
 * </table>
 *
 * <p>More of them are in {@link VerificationEnvironment}, {@link SenderEnvironment} and {@link PushEnvironment}.
 */
public final class Environment {

    private final Map<String, String> variables;

    /** @param variables usually {@link System#getenv()} */
    public Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /**
     * All but the sender.
     *
     * @throws IllegalArgumentException if something is missing or wrong; the message names the variable
     */
    public RegistrationConfig registration() {
        Settings.requireKnown(variables);
        List<URI> brokers = RegistrationConfig.checkedBrokers(brokers("DOUBLETICK_BROKER_ADDRESSES"));
        return new RegistrationConfig(
                optional("DOUBLETICK_HTTP_HOST").orElse("127.0.0.1"),
                number("DOUBLETICK_HTTP_PORT", 8080),
                database(),
                () -> brokers,
                requiredSecret("DOUBLETICK_OTP_KEY", OtpKey::ofBase64),
                requiredSecret("DOUBLETICK_OPERATOR_TOKEN", OperatorToken::new),
                new VerificationEnvironment(this).settings(),
                LookupLimits.DEFAULT,
                tls());
    }

    private Optional<KeyStoreFile> tls() {
        String name = "DOUBLETICK_TLS_KEY_STORE";
        String password = secret(name + "_PASSWORD").orElse(KeyStoreFile.USUAL_PASSWORD);
        return optional(name)
                .map(file -> checked(name, () -> {
                    KeyStoreFile keyStore = new KeyStoreFile(Path.of(file), password);
                    keyStore.read();
                    return keyStore;
                }));
    }

    /**
     * How to reach PostgreSQL.
     *
     * @throws IllegalArgumentException if something is missing or wrong; the message names the variable
     */
    public DatabaseConfig database() {
        return new DatabaseConfig(
                required("DOUBLETICK_DATABASE_URL"),
                required("DOUBLETICK_DATABASE_USER"),
                secret("DOUBLETICK_DATABASE_PASSWORD").orElse(""),
                number("DOUBLETICK_DATABASE_CONNECTIONS", DatabaseConfig.DEFAULT_CONNECTIONS));
    }

    /** Reads a value and says, if it cannot be used, which variable it came from. */
    static <T> T checked(String name, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /** An empty variable counts as none: that is what compose files make of an unset one. */
    Optional<String> optional(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    String required(String name) {
        return optional(name).orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
    }

    Optional<String> secret(String name) {
        Optional<String> direct = optional(name);
        Optional<String> file = optional(name + "_FILE");
        if (direct.isPresent() && file.isPresent()) {
            throw new IllegalArgumentException(name + " and " + name + "_FILE are both set; one is enough");
        }
        return file.isPresent() ? Optional.of(read(name + "_FILE", file.get())) : direct;
    }

    <T> T requiredSecret(String name, Function<String, T> parser) {
        String text = secret(name)
                .orElseThrow(() -> new IllegalArgumentException("neither " + name + "_FILE nor " + name + " is set"));
        return checked(name, () -> parser.apply(text));
    }

    private static String read(String name, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(name + ": the file " + file + " cannot be read", e);
        }
    }

    int number(String name, int otherwise) {
        Optional<String> text = optional(name);
        try {
            return text.isPresent() ? Integer.parseInt(text.get()) : otherwise;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a whole number, not " + text.orElse(""), e);
        }
    }

    /** What is between the commas; nothing if the variable is not set. */
    List<String> list(String name) {
        return optional(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private List<URI> brokers(String name) {
        return Arrays.stream(required(name).split(","))
                .map(String::strip)
                .map(text -> uri(name, text))
                .toList();
    }

    static URI uri(String name, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + text + " is not a URI", e);
        }
    }
}
