package dev.doubletick.sdk.internal.timeline;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.DisappearingTimer;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.store.MessageStore;
import java.time.Duration;

/**
 * The disappearing timer of each conversation. Both phones may set it at the same time, and come to the same result without a
 * common clock: the higher revision counts, and of two equal ones that of the greater phone number. Runs on the worker.
 */
public final class Timers {

    /** Nobody can be that far behind; a peer that says so wants the last word for good. */
    private static final long MAX_STEP = 1_000;

    private static final long MAX_REVISION = 0xFFFF_FFFFL;

    private final MessageStore store;

    public Timers(MessageStore store) {
        this.store = store;
    }

    /** What to send to change the timer. */
    Body.Timer next(PhoneNumber with, Duration expiresAfter) {
        return new Body.Timer(expiresAfter, Math.min(store.timer(with).revision() + 1, MAX_REVISION));
    }

    /** A change, of this phone's or the other one's, is stored. */
    public void changed(Message message) {
        Body body = message.content().envelope().body();
        if (body instanceof Body.Timer && counts(message, (Body.Timer) body)) {
            Body.Timer timer = (Body.Timer) body;
            store.saveTimer(
                    message.conversation(),
                    DisappearingTimer.of(timer.expiresAfter(), timer.revision(), message.direction()));
        }
    }

    private boolean counts(Message message, Body.Timer timer) {
        if (message.direction() == Direction.OUTGOING) {
            return true;
        }
        DisappearingTimer known = store.timer(message.conversation());
        long step = timer.revision() - known.revision();
        if (step == 0) {
            return known.setBy() == Direction.INCOMING || wins(message.conversation());
        }
        // A phone that lost its database begins at 1 again.
        return step > 0 ? step <= MAX_STEP : timer.revision() == 1;
    }

    private boolean wins(PhoneNumber other) {
        return store.account()
                .map(Account::phone)
                .map(me -> other.digits().compareTo(me.digits()) > 0)
                .orElse(true);
    }
}
