package dev.doubletick.broker.presence;

import dev.doubletick.protocol.PhoneNumber;
import java.util.concurrent.CompletableFuture;

/**
 * Who may see whose presence. Asked when a watch begins, before each change is told, and when the watched account itself has
 * changed. Called on the presence thread, which must not be blocked. An answer that fails counts as no.
 */
public interface PresencePolicy {

    /** Lets everybody see everybody. */
    PresencePolicy EVERYONE = (watcher, who) -> CompletableFuture.completedFuture(true);

    CompletableFuture<Boolean> maySee(PhoneNumber watcher, PhoneNumber who);
}
