package dev.doubletick.registration;

import dev.doubletick.registration.database.DatabaseUnusableException;
import dev.doubletick.registration.http.PortUnavailableException;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service as a process, configured by {@link Environment}. Runs until SIGTERM; exits with 1 and one line on standard
 * error if it cannot start.
 */
public final class RegistrationMain {

    private static final String LOGBACK_FILE = "logback.configurationFile";

    private RegistrationMain() {}

    public static void main(String[] args) {
        // For what libraries format for machines: in Arabic digits no certificate can be read, no header is understood.
        Locale.setDefault(Locale.ROOT);
        if (System.getProperty(LOGBACK_FILE) == null) {
            // Not logback.xml: whoever embeds the service logs as they like.
            System.setProperty(LOGBACK_FILE, "logback-registration.xml");
        }
        Logger log = LoggerFactory.getLogger(RegistrationMain.class);
        try {
            Environment environment = new Environment(System.getenv());
            Clock clock = Clock.systemUTC();
            RegistrationConfig config = environment.registration();
            VerificationCodeSender sender = new SenderEnvironment(environment).sender(clock);
            RegistrationServer server = RegistrationServer.start(
                    config, sender, new PushEnvironment(environment).push(), clock, new SecureRandom(), routes -> {});
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.close();
                                sender.close();
                            },
                            "shutdown"));
            log.info("listening on port {}", server.port());
        } catch (IllegalArgumentException | DatabaseUnusableException | PortUnavailableException e) {
            log.debug("not started", e);
            System.err.println("doubletick registration: " + e.getMessage());
            System.exit(1);
        }
    }
}
