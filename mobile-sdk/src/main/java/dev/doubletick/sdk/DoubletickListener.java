package dev.doubletick.sdk;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import java.util.List;

/**
 * What an app wants to hear of. Every method does nothing by default; newer versions may add more.
 *
 * <p>All calls come one after the other on the callback executor (see {@link DoubletickBuilder#callbacks}), in the order in
 * which things happened, and none after {@link Doubletick#close}. What a method throws is logged and goes no further.
 */
public interface DoubletickListener {

    /**
     * A message arrived. It is stored, and the server will not send it again: each arrives here at most once, and one whose
     * call a dying process missed is in the history, unread.
     */
    default void onMessage(Message message) {}

    /** An outgoing message has a new status: a tick more, or a failure. */
    default void onMessageStatus(Message message) {}

    /** The other side reacted to a message, or edited or deleted one of theirs. This is what it looks like now. */
    default void onMessageChanged(Message message) {}

    /** A disappearing message is gone from this phone. */
    default void onMessageRemoved(MessageKey message) {}

    /**
     * The server refused for good to pass on what was done here to a message: the other phone shows it as it was before.
     *
     * @param message as it looks here
     */
    default void onChangeRefused(Message message, MessageFailure reason) {}

    /**
     * A number that the app {@linkplain Doubletick#watch watches} is online, or was last seen, or shows nothing of it. Comes first
     * when the server has answered, then with each change, and with each connection anew.
     */
    default void onPresence(PhoneNumber who, Presence presence) {}

    /**
     * Somebody writes a text to this phone, or records a voice message, or no longer does. {@link ChatState#IDLE} follows in any
     * case: when they stop, when their message arrives, or some nine seconds after they fell silent.
     */
    default void onChatState(PhoneNumber from, ChatState state) {}

    /**
     * A {@link Contacts#sync} found people of the address book who are registered and were not known to be: after the first one all
     * of them, later those who have joined.
     */
    default void onContactsRegistered(List<Contact> contacts) {}

    /** The connection changed. */
    default void onConnectionState(ConnectionState state) {}
}
