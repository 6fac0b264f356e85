package dev.doubletick.operator;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.certificates.ServerCertificate;
import dev.doubletick.certificates.TrialAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the key store that both servers read, from the files of certbot and its like, or by an authority of its own. */
@Command(
        name = "tls",
        description =
                "Writes the certificate that both servers show, while they run: they take it within twenty seconds."
                        + " Made to be run after each renewal.",
        footer = {
            "",
            "Nothing is written if the files cannot be used, do not fit each other or the host, or have ended."
        })
public final class TlsCommand implements Callable<Integer> {

    private static final Duration TRIAL_LIFE = Duration.ofDays(365);

    /** Files as certbot leaves them. */
    static final class Pem {
        @Option(
                names = "--chain",
                paramLabel = "FILE",
                required = true,
                description = "The certificate and those that vouch for it: certbot's fullchain.pem.")
        private Path chain = Path.of("fullchain.pem");

        @Option(
                names = "--key",
                paramLabel = "FILE",
                required = true,
                description = "Its private key, not encrypted: certbot's privkey.pem.")
        private Path key = Path.of("privkey.pem");
    }

    /** One of the two; the parser sees to it. */
    static final class Source {
        @ArgGroup(exclusive = false)
        @Nullable
        Pem pem;

        @Option(
                names = "--trial",
                paramLabel = "DIR",
                required = true,
                description = "For trying: by an authority of its own, made once in this folder. Its ca.pem is what"
                        + " clients are to believe. For 365 days.")
        @Nullable
        Path trial;
    }

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            required = true,
            description = "Under which phones reach the servers: what PUBLIC_HOST says.")
    private String host = "localhost";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "secrets/tls/server.p12",
            description = "The key store to write. Default: ${DEFAULT-VALUE}")
    private Path out = Path.of("secrets/tls/server.p12");

    @Option(
            names = "--password",
            paramLabel = "TEXT",
            defaultValue = KeyStoreFile.USUAL_PASSWORD,
            description = "The key store's password, which the format asks for; what protects it is who may enter its"
                    + " folder. Default: ${DEFAULT-VALUE}")
    private String password = KeyStoreFile.USUAL_PASSWORD;

    @Option(
            names = "--readable-by-all",
            description = "Mode 644 instead of 600: for containers, which read it under user ids of their own.")
    private boolean readableByAll;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        KeyStoreFile keyStore = new KeyStoreFile(out.toAbsolutePath(), password);
        Instant now = Clock.systemUTC().instant();
        try {
            ServerCertificate certificate = certificate(now);
            certificate.requireValid(now);
            certificate.requireFor(host);
            Files.createDirectories(keyStore.file().getParent());
            keyStore.write(certificate, readableByAll);
            spec.commandLine()
                    .getOut()
                    .println("Wrote " + out + ", for " + host + ", until " + certificate.until() + ".");
        } catch (IOException e) {
            throw new CommandException("The key store " + out + " cannot be written: " + e + ".", e);
        }
        return 0;
    }

    private ServerCertificate certificate(Instant now) throws IOException {
        Pem pem = source.pem;
        if (pem != null) {
            return ServerCertificate.ofPem(pem.chain, pem.key);
        }
        Path folder = source.trial == null ? Path.of("") : source.trial;
        return TrialAuthority.in(Files.createDirectories(folder), now, new SecureRandom())
                .issue(
                        Stream.of(host, "localhost", "127.0.0.1", "::1")
                                .distinct()
                                .toList(),
                        now,
                        TRIAL_LIFE);
    }
}
