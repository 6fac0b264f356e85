package dev.doubletick.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import dev.doubletick.broker.operator.OperatorHttp;
import dev.doubletick.broker.operator.OperatorHttpConfig;
import dev.doubletick.broker.presence.PresenceTimes;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the broker enters. Start and stop come on one thread of the broker.
 *
 * <p>A broker that loaded the extension from its folder has no other purpose: if the extension cannot start, one sentence goes to
 * the log and standard error, and the process ends with 1. Left to itself, HiveMQ would go on with an open port and nobody let in,
 * and would write a file {@code DISABLED} that keeps the extension out of every later start. An embedded broker is told by {@link
 * ExtensionStartOutput#preventExtensionStartup}, and what becomes of the process is for its owner to say.
 */
public final class DoubletickExtension implements ExtensionMain {

    private static final Logger log = LoggerFactory.getLogger(DoubletickExtension.class);

    private final @Nullable BrokerConfig given;
    private final Optional<OperatorHttpConfig> httpConfig;
    private volatile @Nullable RunningExtension running;
    private volatile @Nullable OperatorHttp http;

    /** For a broker that loads the extension from its folder, where the configuration is too. */
    public DoubletickExtension() {
        this.given = null;
        this.httpConfig = Optional.empty();
    }

    /** For an embedded broker, without a port for operators. */
    public DoubletickExtension(BrokerConfig config) {
        this.given = config;
        this.httpConfig = Optional.empty();
    }

    /** For an embedded broker, with a port for operators. */
    public DoubletickExtension(BrokerConfig config, OperatorHttpConfig http) {
        this.given = config;
        this.httpConfig = Optional.of(http);
    }

    /** The port for operators. */
    public OptionalInt operatorPort() {
        OperatorHttp open = http;
        return open == null ? OptionalInt.empty() : OptionalInt.of(open.port());
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        try {
            start(input);
        } catch (IOException | RuntimeException | LinkageError e) {
            OperatorHttp opened = http;
            if (opened != null) {
                opened.close();
            }
            String why = StartFailure.report(e);
            if (given == null) {
                StartFailure.endProcess(why);
            }
            output.preventExtensionStartup(why);
        }
    }

    private void start(ExtensionStartInput input) throws IOException {
        BrokerConfig config = given;
        if (config == null) {
            config = BrokerConfig.load(
                    input.getExtensionInformation().getExtensionHomeFolder().toPath(),
                    input.getServerInformation().getDataFolder().toPath(),
                    System.getenv());
            http = OperatorHttp.start(OperatorHttpConfig.load(System.getenv()));
        } else if (httpConfig.isPresent()) {
            http = OperatorHttp.start(httpConfig.get());
        }
        RunningExtension started = RunningExtension.start(config, PresenceTimes.DEFAULT);
        running = started;
        OperatorHttp opened = http;
        if (opened != null) {
            opened.answerWith(started.readiness(), started.metrics()::scrape);
        }
        log.info("Doubletick is up, accounts from {}", config.database());
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        RunningExtension stopping = running;
        running = null;
        OperatorHttp closing = http;
        http = null;
        if (closing != null) {
            closing.close();
        }
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
