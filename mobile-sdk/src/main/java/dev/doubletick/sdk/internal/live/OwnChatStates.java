package dev.doubletick.sdk.internal.live;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.internal.thread.Worker.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this phone's user does in chats, told while there is a connection: each change at once, and again every four seconds as
 * long as it goes on. Typing goes on while the app keeps saying so, recording until the app says otherwise.
 */
final class OwnChatStates {

    /** Twice within the time after which readers take it for over. */
    static final Duration REPEAT = Duration.ofSeconds(4);

    /** Against an app that forgets to say when the recording ends: five minutes. */
    private static final int MAX_REPEATS = 75;

    private static final class Doing {
        private final ChatState state;
        private boolean saidAgain;
        private int repeats;
        private @Nullable Timer timer;

        private Doing(ChatState state) {
            this.state = state;
        }

        private void end() {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private final Worker worker;
    private final Map<PhoneNumber, Doing> doings = new HashMap<>();
    /** What waits for the one before to leave, the newest for each phone. */
    private final Map<PhoneNumber, ChatState> waiting = new LinkedHashMap<>();

    private @Nullable Link link;
    private boolean underway;

    OwnChatStates(Worker worker) {
        this.worker = worker;
    }

    void connected(Link connected) {
        link = connected;
        underway = false;
    }

    void disconnected() {
        link = null;
        waiting.clear();
        doings.values().forEach(Doing::end);
        doings.clear();
    }

    void set(PhoneNumber to, ChatState state) {
        if (link == null) {
            return;
        }
        Doing now = doings.get(to);
        if (now != null && now.state == state) {
            now.saidAgain = true;
            return;
        }
        boolean changes = now != null || state != ChatState.IDLE;
        forget(to);
        if (changes) {
            tell(to, state);
        }
        if (state != ChatState.IDLE) {
            Doing doing = new Doing(state);
            doings.put(to, doing);
            repeatLater(to, doing);
        }
    }

    private void repeatLater(PhoneNumber to, Doing doing) {
        doing.timer = worker.schedule(() -> repeat(to, doing), REPEAT);
    }

    private void repeat(PhoneNumber to, Doing doing) {
        if (doings.get(to) != doing) {
            return;
        }
        boolean goesOn = doing.state == ChatState.TYPING ? doing.saidAgain : ++doing.repeats <= MAX_REPEATS;
        if (goesOn) {
            doing.saidAgain = false;
            tell(to, doing.state);
            repeatLater(to, doing);
        } else {
            doings.remove(to);
        }
    }

    /** It is over, and the other phone knows from something else. */
    void forget(PhoneNumber to) {
        Doing doing = doings.remove(to);
        if (doing != null) {
            doing.end();
        }
        waiting.remove(to);
    }

    private void tell(PhoneNumber to, ChatState state) {
        waiting.put(to, state);
        next();
    }

    private void next() {
        if (link == null || underway || waiting.isEmpty()) {
            return;
        }
        Map.Entry<PhoneNumber, ChatState> first = waiting.entrySet().iterator().next();
        PhoneNumber to = first.getKey();
        byte[] payload = first.getValue().toBytes();
        waiting.remove(to);
        underway = true;
        Link on = link;
        on.tell(Topic.of(Topic.Kind.CHAT_STATE, to), payload, () -> worker.execute(() -> sent(on)));
    }

    private void sent(Link on) {
        if (on == link) {
            underway = false;
            next();
        }
    }
}
