package dev.doubletick.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import dev.doubletick.broker.account.DatabaseRefusedException;
import dev.doubletick.broker.mailbox.MailboxOpenException;
import dev.doubletick.broker.presence.PresenceTimes;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the broker enters. Start and stop come on one thread of the broker.
 *
 * <p>A broker that loaded the extension from its folder has no other purpose: if the extension cannot start, one sentence goes to
 * the log and the process ends with {@value #CANNOT_SERVE}. Left to itself, HiveMQ would go on with an open port and nobody let in,
 * and would write a file {@code DISABLED} that keeps the extension out of every later start. An embedded broker is told by {@link
 * ExtensionStartOutput#preventExtensionStartup}, and what becomes of the process is for its owner to say.
 */
public final class DoubletickExtension implements ExtensionMain {

    private static final Logger log = LoggerFactory.getLogger(DoubletickExtension.class);

    /** The exit code of a broker whose extension cannot start. */
    private static final int CANNOT_SERVE = 1;

    private final @Nullable BrokerConfig given;
    private volatile @Nullable RunningExtension running;

    /** For a broker that loads the extension from its folder, where the configuration is too. */
    public DoubletickExtension() {
        this.given = null;
    }

    /** For an embedded broker. */
    public DoubletickExtension(BrokerConfig config) {
        this.given = config;
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        try {
            BrokerConfig config = given != null
                    ? given
                    : BrokerConfig.load(
                            input.getExtensionInformation()
                                    .getExtensionHomeFolder()
                                    .toPath(),
                            input.getServerInformation().getDataFolder().toPath(),
                            System.getenv());
            running = RunningExtension.start(config, PresenceTimes.DEFAULT);
            log.info("Doubletick is up, accounts from {}", config.database());
        } catch (IllegalArgumentException | MailboxOpenException | DatabaseRefusedException e) {
            // Sentences for the operator, who needs no stack trace.
            log.error("Doubletick cannot start: {}", e.getMessage());
            refuse(output, e);
        } catch (IOException | RuntimeException e) {
            log.error("Doubletick cannot start", e);
            refuse(output, e);
        }
    }

    private void refuse(ExtensionStartOutput output, Exception reason) {
        if (given == null) {
            // Not System.exit: HiveMQ's shutdown waits for the start of its extensions, this one, for minutes. Nothing
            // is under
            // way that needs it: listeners open after the extensions have started.
            Runtime.getRuntime().halt(CANNOT_SERVE);
        }
        output.preventExtensionStartup(String.valueOf(reason.getMessage()));
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        RunningExtension stopping = running;
        running = null;
        if (stopping != null) {
            stopping.close();
        }
    }

    /**
     * What the broker knows of a phone, for those who have it in their process; empty while it does not run. Any thread; completes
     * on one of the mailbox, and fails as {@link dev.doubletick.broker.mailbox.Mailbox#depth} does.
     */
    public CompletionStage<Optional<PhoneStatus>> status(PhoneNumber phone) {
        RunningExtension up = running;
        return up == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : up.status(phone).thenApply(Optional::of);
    }
}
