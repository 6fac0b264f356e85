package dev.doubletick.sample.chat;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.wording.PhoneBook;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageFailure;
import java.util.Optional;
import java.util.function.Consumer;

/** Prints what happens. On the SDK's thread. */
final class Listening implements DoubletickListener {

    private final Screen screen;
    private final PhoneBook contacts;
    private volatile Consumer<Message> read = message -> {};
    private Optional<Boolean> connected = Optional.empty();

    Listening(Screen screen, PhoneBook contacts) {
        this.screen = screen;
        this.contacts = contacts;
    }

    /**
     * From now on somebody looks.
     *
     * @param reader reads a message, if the user is talking with who wrote it
     */
    void read(Consumer<Message> reader) {
        read = reader;
    }

    @Override
    public void onMessage(Message message) {
        screen.message(message);
        read.accept(message);
    }

    @Override
    public void onMessageStatus(Message message) {
        screen.ticks(message);
    }

    @Override
    public void onMessageChanged(Message message) {
        screen.message(message);
    }

    @Override
    public void onChangeRefused(Message message, MessageFailure reason) {
        screen.say(Wording.failure(reason));
    }

    @Override
    public void onChatState(PhoneNumber from, ChatState state) {
        if (state != ChatState.IDLE) {
            screen.say(contacts.name(from) + (state == ChatState.TYPING ? " is typing …" : " is recording …"));
        }
    }

    @Override
    public void onConnectionState(ConnectionState state) {
        boolean now = state.kind() == ConnectionState.Kind.CONNECTED;
        if (connected.isEmpty() && state.kind() == ConnectionState.Kind.CONNECTING) {
            return;
        }
        if (connected.filter(before -> before == now).isEmpty() || state.isFinal()) {
            screen.say(now ? "connected" : state.isFinal() ? Wording.connection(state.kind()) : "no connection");
        }
        connected = Optional.of(now);
    }
}
