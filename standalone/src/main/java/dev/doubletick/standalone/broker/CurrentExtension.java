package dev.doubletick.standalone.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import dev.doubletick.broker.DoubletickExtension;
import dev.doubletick.broker.PhoneStatus;
import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a new extension for each start of the broker, and remembers the last one, to ask it. Safe on any thread. */
public final class CurrentExtension implements Supplier<ExtensionMain> {

    private final Supplier<DoubletickExtension> maker;
    private volatile @Nullable DoubletickExtension current;

    public CurrentExtension(Supplier<DoubletickExtension> maker) {
        this.maker = maker;
    }

    @Override
    public ExtensionMain get() {
        DoubletickExtension made = maker.get();
        current = made;
        return made;
    }

    /** What the broker knows of a phone; see {@link DoubletickExtension#status}. */
    public CompletionStage<Optional<PhoneStatus>> status(PhoneNumber phone) {
        DoubletickExtension asked = current;
        return asked == null ? CompletableFuture.completedFuture(Optional.empty()) : asked.status(phone);
    }
}
