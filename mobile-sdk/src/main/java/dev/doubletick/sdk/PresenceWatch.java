package dev.doubletick.sdk;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import java.util.Optional;

/**
 * This phone watches another one's presence until this is closed: for as long as the app shows a chat with it, say. It lasts over
 * any number of connections, and not longer than the process. Safe on any thread.
 */
public interface PresenceWatch extends AutoCloseable {

    /** Who is watched. */
    PhoneNumber who();

    /**
     * What is known now; empty before the server has answered, and while there is no connection. Changes come to
     * {@link DoubletickListener#onPresence}.
     */
    Optional<Presence> presence();

    /** Watches no longer. Does not wait; calling it again does nothing. */
    @Override
    void close();
}
