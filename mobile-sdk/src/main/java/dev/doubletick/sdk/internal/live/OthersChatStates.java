package dev.doubletick.sdk.internal.live;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.internal.thread.Worker.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What others do in their chats with this phone. Over when they say so, or send what they wrote, or fall silent. */
final class OthersChatStates {

    /** One repetition may get lost. */
    static final Duration SILENCE = Duration.ofSeconds(9);

    private static final class Doing {
        private final ChatState state;
        private final Timer timer;

        private Doing(ChatState state, Timer timer) {
            this.state = state;
            this.timer = timer;
        }
    }

    private final Worker worker;
    private final LiveEvents events;
    private final Map<PhoneNumber, Doing> doings = new HashMap<>();

    OthersChatStates(Worker worker, LiveEvents events) {
        this.worker = worker;
        this.events = events;
    }

    void received(PhoneNumber from, byte[] payload) {
        ChatState.ofBytes(payload).ifPresent(state -> {
            if (state == ChatState.IDLE) {
                ended(from);
            } else {
                doing(from, state);
            }
        });
    }

    private void doing(PhoneNumber from, ChatState state) {
        Doing before = doings.put(from, new Doing(state, worker.schedule(() -> ended(from), SILENCE)));
        if (before != null) {
            before.timer.cancel();
        }
        if (before == null || before.state != state) {
            events.chatState(from, state);
        }
    }

    void ended(PhoneNumber from) {
        Doing before = doings.remove(from);
        if (before != null) {
            before.timer.cancel();
            events.chatState(from, ChatState.IDLE);
        }
    }
}
