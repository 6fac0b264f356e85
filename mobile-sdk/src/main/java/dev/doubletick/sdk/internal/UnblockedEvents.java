package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.sdk.internal.live.LiveEvents;

/** Hears nothing of what those do whom the user has blocked, also while the server does not know of it yet. On the worker. */
final class UnblockedEvents implements LiveEvents {

    private final LiveEvents events;
    private final Blocks blocks;

    UnblockedEvents(LiveEvents events, Blocks blocks) {
        this.events = events;
        this.blocks = blocks;
    }

    @Override
    public void presence(PhoneNumber who, Presence presence) {
        events.presence(who, presence);
    }

    @Override
    public void chatState(PhoneNumber from, ChatState state) {
        if (!blocks.contains(from)) {
            events.chatState(from, state);
        }
    }
}
