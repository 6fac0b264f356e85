package dev.doubletick.broker;

import dev.doubletick.broker.account.DatabaseRefusedException;
import dev.doubletick.broker.mailbox.MailboxOpenException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said when the extension cannot start, and how its process ends. */
final class StartFailure {

    private static final Logger log = LoggerFactory.getLogger(StartFailure.class);
    private static final int EXIT_CODE = 1;

    private StartFailure() {}

    /** One sentence in the log: what an operator can mend without a stack trace, a defect with it. */
    static String report(Throwable failure) {
        String why = sentence(failure);
        if (isOperators(failure)) {
            log.error("Doubletick cannot start: {}", why);
        } else {
            log.error("Doubletick cannot start: {}", why, failure);
        }
        return why;
    }

    private static boolean isOperators(Throwable failure) {
        return failure instanceof IllegalArgumentException
                || failure instanceof IOException
                || failure instanceof MailboxOpenException
                || failure instanceof DatabaseRefusedException;
    }

    private static String sentence(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "the file " + failure.getMessage() + " does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return "the file " + failure.getMessage() + " may not be read";
        }
        return isOperators(failure) && failure.getMessage() != null ? failure.getMessage() : failure.toString();
    }

    /**
     * Ends the process: a broker that lets nobody in is worth nothing, and a supervisor must see it. The sentence goes to standard
     * error too, because the log may go elsewhere.
     *
     * <p>At once, and without shutdown hooks. The broker's own would wait for the start of its extensions, which waits here. And
     * it must not come to the point where the broker writes a {@code DISABLED} into the extension's folder, which would keep the
     * mended one from starting. Nothing is lost: no listener is open yet.
     */
    static void endProcess(String why) {
        System.err.println("Doubletick cannot start: " + why);
        System.err.flush();
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
