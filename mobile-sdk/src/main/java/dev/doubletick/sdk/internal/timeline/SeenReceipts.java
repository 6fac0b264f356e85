package dev.doubletick.sdk.internal.timeline;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.store.MessageStore;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Whether and to whom it is told what was read. The user's choice is kept in the store. Runs on the worker. */
public final class SeenReceipts {

    private static final String SETTING = "seen-receipts";
    private static final String OFF = "off";
    /** Off because of a privacy setting, which will switch it on again. */
    private static final String OFF_BY_PRIVACY = "off by privacy";

    private final MessageStore store;
    private final Clock clock;

    public SeenReceipts(MessageStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public boolean areOn() {
        Optional<String> setting = store.setting(SETTING);
        return !setting.equals(Optional.of(OFF)) && !setting.equals(Optional.of(OFF_BY_PRIVACY));
    }

    /** Off: what was read and not told yet will not be told. */
    public void switchTo(boolean on) {
        switchTo(on, OFF);
    }

    private void switchTo(boolean on, String off) {
        store.inTransaction(() -> {
            store.saveSetting(SETTING, on ? "on" : off);
            if (!on) {
                store.receiptRecipients().forEach(this::forget);
            }
            return on;
        });
    }

    /** What the server does with them by the user's privacy settings: where nobody gets any, this phone does not show any either. */
    public void allowed(boolean toAnybody) {
        if (!toAnybody && areOn()) {
            switchTo(false, OFF_BY_PRIVACY);
        } else if (toAnybody && store.setting(SETTING).equals(Optional.of(OFF_BY_PRIVACY))) {
            switchTo(true);
        }
    }

    /** What was read and not told yet will not be told to this phone. */
    public void forget(PhoneNumber to) {
        store.removeReceipts(to, store.pendingReceipts(to, Integer.MAX_VALUE));
    }

    /**
     * The user has read a conversation.
     *
     * @param upTo the position of the last message read
     * @param tell whether the other side may learn of it, if the user tells at all
     * @return how many messages became seen
     */
    public int read(PhoneNumber from, long upTo, boolean tell) {
        return store.inTransaction(() -> {
            int count = store.markSeen(from, upTo, clock.instant());
            if (count > 0 && (!tell || !areOn())) {
                forget(from);
            }
            return count;
        });
    }

    /**
     * The other side has read messages.
     *
     * @return those that became seen: none if the user does not tell either
     */
    public List<Message> arrived(PhoneNumber from, Collection<MessageId> ids) {
        return areOn() ? store.markSeenBy(from, ids, clock.instant()) : Collections.emptyList();
    }
}
