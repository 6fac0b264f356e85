package dev.doubletick.broker;

import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.wakeup.WakeUpPolicy;
import dev.doubletick.settings.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What the extension must know. Checked once, at start; never changed afterwards.
 *
 * @param database where the accounts are
 * @param mailboxFolder where undelivered messages are kept; created if missing. It must be on a disk that honours fsync
 * @param mailboxLimits how much may wait for one phone
 * @param push empty if nobody is to be woken
 * @param operatorCommand what starts the operator's commands here: words for a shell
 */
public record BrokerConfig(
        Database database,
        Path mailboxFolder,
        MailboxLimits mailboxLimits,
        Optional<WakeUpConfig> push,
        List<String> operatorCommand) {

    /** In a checkout. */
    public BrokerConfig(
            Database database, Path mailboxFolder, MailboxLimits mailboxLimits, Optional<WakeUpConfig> push) {
        this(database, mailboxFolder, mailboxLimits, push, List.of("./doubletick"));
    }

    /** Without push. */
    public BrokerConfig(Database database, Path mailboxFolder, MailboxLimits mailboxLimits) {
        this(database, mailboxFolder, mailboxLimits, Optional.empty());
    }

    /**
     * How to reach PostgreSQL.
     *
     * @param url a JDBC address, such as {@code jdbc:postgresql://localhost:5432/doubletick}
     */
    public record Database(String url, String user, String password) {

        public Database {
            if (!url.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException("database.url must start with jdbc:postgresql:");
            }
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Database[url=" + url + ", user=" + user + "]";
        }
    }

    private static final String FILE = "doubletick.properties";

    /**
     * Reads {@code doubletick.properties} in the extension's folder; an environment variable {@code DOUBLETICK_…} wins over
     * the property of the same name ({@code database.url} is {@code DOUBLETICK_DATABASE_URL}).
     *
     * @throws IllegalArgumentException if something is missing or wrong, saying what
     */
    public static BrokerConfig load(Path extensionFolder, Path brokerDataFolder, Map<String, String> environment)
            throws IOException {
        Properties properties = new Properties();
        Path file = extensionFolder.resolve(FILE);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        }
        Settings.requireKnown(environment);
        Settings.requireKnownKeys(properties.stringPropertyNames());
        Source source = new Source(properties, environment);
        return new BrokerConfig(
                new Database(
                        source.required("database.url"),
                        source.required("database.user"),
                        source.secret("database.password")),
                source.optional("mailbox.folder", "").isEmpty()
                        ? brokerDataFolder.resolve("doubletick-mailbox")
                        : Path.of(source.optional("mailbox.folder", "")),
                new MailboxLimits(
                        source.wholeNumber("mailbox.max-messages", MailboxLimits.DEFAULT.messages()),
                        source.number("mailbox.max-bytes", MailboxLimits.DEFAULT.bytes())),
                push(source),
                List.of("java", "-jar", operatorJar(brokerDataFolder)));
    }

    /** Not beside ours: the broker would make a class loader for it. */
    private static String operatorJar(Path brokerDataFolder) {
        return brokerDataFolder
                .toAbsolutePath()
                .resolveSibling("doubletick-operator.jar")
                .toString();
    }

    private static Optional<WakeUpConfig> push(Source source) throws IOException {
        Optional<String> credential = source.optionalSecret("push.credential");
        if (credential.isEmpty()) {
            return Optional.empty();
        }
        WakeUpPolicy usual = WakeUpPolicy.DEFAULT;
        return Optional.of(WakeUpConfig.of(
                credential.get(),
                new WakeUpPolicy(
                        source.duration("push.grace", usual.grace()),
                        source.duration("push.silence", usual.silence()),
                        source.durations("push.reminders", usual.reminders()),
                        source.duration("push.grace-after-start", usual.afterStart()),
                        source.wholeNumber("push.max-phones", usual.maxPhones()))));
    }

    private record Source(Properties properties, Map<String, String> environment) {

        static String variable(String key) {
            return "DOUBLETICK_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        }

        String optional(String key, String fallback) {
            String fromEnvironment = environment.get(variable(key));
            return fromEnvironment != null
                    ? fromEnvironment
                    : properties.getProperty(key, fallback).strip();
        }

        String required(String key) {
            String value = optional(key, "");
            if (value.isEmpty()) {
                throw new IllegalArgumentException(
                        "set " + key + " in " + FILE + ", or " + variable(key) + " in the environment");
            }
            return value;
        }

        /** A secret may also stand in a file that {@code <key>-file} names, as container platforms mount it. */
        String secret(String key) throws IOException {
            Optional<String> secret = optionalSecret(key);
            return secret.isPresent() ? secret.get() : required(key);
        }

        Optional<String> optionalSecret(String key) throws IOException {
            String file = optional(key + "-file", "");
            String secret = file.isEmpty()
                    ? optional(key, "")
                    : Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
            return secret.isEmpty() ? Optional.empty() : Optional.of(secret);
        }

        Duration duration(String key, Duration fallback) {
            String value = optional(key, "");
            return value.isEmpty() ? fallback : Durations.parse(key, value);
        }

        /** Several, separated by commas; the word {@code none} for none. */
        List<Duration> durations(String key, List<Duration> fallback) {
            String value = optional(key, "");
            if (value.isEmpty()) {
                return fallback;
            }
            return value.equals("none")
                    ? List.of()
                    : Arrays.stream(value.split(","))
                            .map(one -> Durations.parse(key, one.strip()))
                            .toList();
        }

        int wholeNumber(String key, int fallback) {
            long number = number(key, fallback);
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(key + " must be 0 to " + Integer.MAX_VALUE + ", not " + number);
            }
            return (int) number;
        }

        long number(String key, long fallback) {
            String value = optional(key, "");
            try {
                return value.isEmpty() ? fallback : Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(key + " must be a whole number, not " + value, e);
            }
        }
    }
}
