package dev.doubletick.sdk.internal.live;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.PresenceWatch;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.thread.Worker;
import java.util.Optional;

/**
 * What phones tell each other of this moment: presence and chat states. It goes past the store in both directions, and past the
 * outbox. Runs on the worker, but for {@link #watch}.
 */
public final class Live {

    private final boolean lowBandwidth;
    private final Watches watches;
    private final OwnChatStates own;
    private final OthersChatStates others;

    /**
     * @param lowBandwidth whether to spare every byte: no watching, no chat states of one's own
     */
    public Live(Worker worker, LiveEvents events, boolean lowBandwidth) {
        this.lowBandwidth = lowBandwidth;
        this.watches = new Watches(worker, events);
        this.own = new OwnChatStates(worker);
        this.others = new OthersChatStates(worker, events);
    }

    /**
     * @param window how many publications may be under way at once
     */
    public void connected(Link link, int window) {
        watches.connected(link);
        // One that is on its way takes the place of a message.
        if (!lowBandwidth && window > 1) {
            own.connected(link);
        }
    }

    public void disconnected() {
        watches.disconnected();
        own.disconnected();
    }

    /** Takes what is about this moment. Answers false for all else, which is to be stored. */
    public boolean received(Link link, Inbound inbound) {
        Optional<Topic> topic = Topic.parse(inbound.topic());
        if (!topic.isPresent()) {
            return false;
        }
        Topic about = topic.get();
        switch (about.kind()) {
            case PRESENCE:
                watches.received(link, about, inbound.content().payload());
                return true;
            case CHAT_STATE:
                if (about.owner().equals(link.phone())) {
                    about.sender()
                            .ifPresent(from ->
                                    others.received(from, inbound.content().payload()));
                }
                return true;
            case MESSAGE:
                // Who has sent it is done with writing it.
                about.sender().ifPresent(others::ended);
                return false;
            default:
                return false;
        }
    }

    /**
     * Watches from now on. Safe on any thread.
     *
     * @throws IllegalStateException in the low-bandwidth profile, or beyond the limit
     */
    public PresenceWatch watch(PhoneNumber who) {
        if (lowBandwidth) {
            throw new IllegalStateException("presence is not to be watched in the low-bandwidth profile");
        }
        return watches.watch(who);
    }

    /** What the user does in a chat. */
    public void chatState(PhoneNumber to, ChatState state) {
        own.set(to, state);
    }

    /** A message is on its way, so whatever led to it is over. */
    public void messageAdded(PhoneNumber to) {
        own.forget(to);
    }
}
