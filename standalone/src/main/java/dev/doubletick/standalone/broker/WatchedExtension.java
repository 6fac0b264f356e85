package dev.doubletick.standalone.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.admin.AdminService;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passes everything on to an extension and notes what an embedder cannot learn otherwise: whether it started (HiveMQ goes
 * on without an extension that does not), and which ports the listeners got.
 */
final class WatchedExtension implements ExtensionMain {

    private final ExtensionMain extension;
    private volatile @Nullable AdminService admin;
    private volatile @Nullable String refusal = "the extension was not started";

    WatchedExtension(ExtensionMain extension) {
        this.extension = extension;
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        admin = Services.adminService();
        refusal = null;
        try {
            extension.extensionStart(input, reason -> {
                refusal = reason;
                output.preventExtensionStartup(reason);
            });
        } catch (RuntimeException e) {
            refusal = e.toString();
            throw e;
        }
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        extension.extensionStop(input, output);
    }

    /** Why the extension does not run; empty if it does. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The port that a listener is bound to. Call it when the broker has started. */
    int port(ListenerType type) {
        AdminService service = admin;
        if (service == null) {
            throw new IllegalStateException("the extension was not started");
        }
        return service.getServerInformation().getListener().stream()
                .filter(listener -> listener.getListenerType() == type)
                .findFirst()
                .orElseThrow(() -> new BrokerStartException("the broker has no " + type))
                .getPort();
    }
}
