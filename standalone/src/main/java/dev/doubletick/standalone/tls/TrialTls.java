package dev.doubletick.standalone.tls;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.certificates.ServerCertificate;
import dev.doubletick.certificates.TrialAuthority;
import dev.doubletick.standalone.StandaloneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of servers that are tried: by an authority that is made once in a folder, whose {@code ca.pem} phones are given. It
 * lasts 90 days and is made anew by itself when 30 are left, while the servers run; they take it from the file. Safe on any thread.
 */
public final class TrialTls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TrialTls.class);
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "::1");
    private static final Duration LIFE = Duration.ofDays(90);
    private static final Duration LEFT_AT_RENEWAL = Duration.ofDays(30);

    private final TrialAuthority authority;
    private final KeyStoreFile keyStore;
    private final List<String> names;
    private final Clock clock;
    private final ScheduledExecutorService timer;

    private TrialTls(TrialAuthority authority, KeyStoreFile keyStore, List<String> names, Clock clock) {
        this.authority = authority;
        this.keyStore = keyStore;
        this.names = names;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "certificate");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Makes what is missing, and keeps it fresh until it is closed.
     *
     * @param folder for the authority and the key store
     * @param moreNames hosts that the certificate is for, beside this machine itself
     * @throws StandaloneException if a file cannot be used
     */
    public static TrialTls open(Path folder, List<String> moreNames, Clock clock, SecureRandom random) {
        try {
            TrialTls tls = new TrialTls(
                    TrialAuthority.in(folder, clock.instant(), random),
                    new KeyStoreFile(folder.resolve("server.p12"), KeyStoreFile.USUAL_PASSWORD),
                    Stream.concat(THIS_MACHINE.stream(), moreNames.stream())
                            .distinct()
                            .toList(),
                    clock);
            tls.renewIfDue();
            ScheduledFuture<?> unused = tls.timer.scheduleWithFixedDelay(tls::keepFresh, 1, 1, TimeUnit.HOURS);
            return tls;
        } catch (IOException e) {
            throw new StandaloneException(
                    "The certificates in " + folder + " cannot be read or written: " + e + ".", e);
        }
    }

    private void keepFresh() {
        try {
            renewIfDue();
        } catch (IOException | RuntimeException e) {
            log.error("the certificate could not be renewed; the next try is in an hour", e);
        }
    }

    /**
     * Makes a new certificate if there is none, or if it is not for these names, not by this authority, or about to end.
     *
     * @throws IOException if it cannot be written
     */
    void renewIfDue() throws IOException {
        if (isDue()) {
            keyStore.write(authority.issue(names, clock.instant(), LIFE), false);
            log.info("made a certificate for {}", names);
        }
    }

    private boolean isDue() {
        if (!Files.exists(keyStore.file())) {
            return true;
        }
        try {
            ServerCertificate certificate = keyStore.read();
            names.forEach(certificate::requireFor);
            certificate.requireValid(clock.instant());
            return !authority.issued(certificate)
                    || certificate.until().isBefore(clock.instant().plus(LEFT_AT_RENEWAL));
        } catch (IllegalArgumentException e) {
            log.info("the certificate is made anew: {}", e.getMessage());
            return true;
        }
    }

    /** What both servers read. */
    public KeyStoreFile keyStore() {
        return keyStore;
    }

    /** The file with the authority's certificate, which clients are to believe. */
    public Path certificateAuthority() {
        return authority.certificateFile();
    }

    /** Stops renewing. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
