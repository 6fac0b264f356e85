package dev.doubletick.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import dev.doubletick.broker.presence.PresenceTimes;
import org.jspecify.annotations.Nullable;

/** Doubletick's extension with times of a test's own. */
public final class ImpatientExtension implements ExtensionMain {

    private final BrokerConfig config;
    private final PresenceTimes presence;
    private @Nullable RunningExtension running;

    public ImpatientExtension(BrokerConfig config, PresenceTimes presence) {
        this.config = config;
        this.presence = presence;
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        running = RunningExtension.start(config, presence);
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
