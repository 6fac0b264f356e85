package dev.doubletick.sdk.internal.live;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;

/** Who hears of changes, on the worker. */
public interface LiveEvents {

    void presence(PhoneNumber who, Presence presence);

    void chatState(PhoneNumber from, ChatState state);
}
