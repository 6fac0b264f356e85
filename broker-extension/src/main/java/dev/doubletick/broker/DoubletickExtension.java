package dev.doubletick.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import dev.doubletick.broker.presence.PresenceTimes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the broker enters. Start and stop come on one thread of the broker. An extension that cannot start says so and stays
 * out; the broker then lets nobody in.
 */
public final class DoubletickExtension implements ExtensionMain {

    private static final Logger log = LoggerFactory.getLogger(DoubletickExtension.class);

    private final @Nullable BrokerConfig given;
    private @Nullable RunningExtension running;

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
        } catch (IOException | RuntimeException e) {
            log.error("Doubletick cannot start", e);
            output.preventExtensionStartup(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        RunningExtension stopping = running;
        running = null;
        if (stopping != null) {
            stopping.close();
        }
    }
}
