package dev.doubletick.sample.phones.app;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageActions;
import dev.doubletick.sdk.MessageKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The list of chats, and the one that is open. What it shows is read from the SDK's database whenever something happens; nothing
 * is kept that the database knows.
 */
public final class Chats {

    private static final int MAX_FOUND = 30;

    private final Doubletick sdk;
    private final PhoneNumber me;
    private final Runnable changed;
    private final Consumer<String> complaints;
    private final Map<PhoneNumber, ChatState> states = new HashMap<>();
    private List<Conversation> conversations = List.of();
    private List<Message> found = List.of();
    private String query = "";
    private Optional<Chat> open = Optional.empty();
    private boolean reading;
    private boolean readAgain;

    /**
     * @param changed is told when there is something else to show
     * @param complaints is told what went wrong, in words for people
     */
    Chats(Doubletick sdk, PhoneNumber me, Runnable changed, Consumer<String> complaints) {
        this.sdk = sdk;
        this.me = me;
        this.changed = changed;
        this.complaints = complaints;
    }

    // ---- what the user does

    /** Opens a chat: from here on its messages are read. */
    public void open(PhoneNumber with) {
        if (open.filter(chat -> chat.with().equals(with)).isEmpty()) {
            closeChat();
            open = Optional.of(new Chat(with, sdk.watch(with)));
        }
        refresh();
    }

    /** Opens the chat of a message that was found, at that message. */
    public void open(MessageKey message) {
        open(message.conversation());
        Chat chat = open.orElseThrow();
        chat.found = Optional.of(message);
        then(sdk.find(message), current -> current.ifPresent(target -> seek(chat, target)));
    }

    /** Reads as many pages as it takes. */
    private void seek(Chat chat, Message target) {
        then(sdk.history(chat.with(), chat.limit), page -> {
            if (!page.isEmpty() && page.get(0).position() > target.position() && page.size() == chat.limit) {
                chat.limit *= 2;
                seek(chat, target);
            } else {
                refresh();
            }
        });
    }

    /** Back to the list. */
    public void closeChat() {
        open.ifPresent(Chat::close);
        open = Optional.empty();
        query = "";
        refresh();
    }

    /** Looks for messages; an empty query shows the chats again. */
    public void search(String text) {
        query = text.strip();
        refresh();
    }

    /** A key was pressed. */
    public void typing() {
        open.ifPresent(chat -> sdk.chatState(chat.with(), ChatState.TYPING));
    }

    /** Sends what was written: a new message, an answer, or another wording. */
    public void send(String text) {
        open.filter(chat -> !text.isBlank()).ifPresent(chat -> {
            Optional<MessageKey> on = chat.draftOn;
            Chat.Draft draft = chat.draft;
            chat.draftNew();
            chat.found = Optional.empty();
            then(
                    switch (draft) {
                        case NEW -> sdk.send(chat.with(), text.strip());
                        case REPLY -> sdk.on(on.orElseThrow()).reply(text.strip());
                        case EDIT -> sdk.on(on.orElseThrow()).edit(text.strip());
                    },
                    done -> refresh());
        });
    }

    public void sendLocation(Body.Location place) {
        open.ifPresent(chat -> then(sdk.sendLocation(chat.with(), place), done -> refresh()));
    }

    /** Opens a message's menu; empty closes it. */
    public void select(Optional<MessageKey> message) {
        edit(chat -> chat.selected = message);
    }

    /** The next text answers the selected message, or takes its place. */
    public void draft(Chat.Draft draft) {
        edit(chat -> {
            chat.draft = draft;
            chat.draftOn = chat.selected;
            chat.selected = Optional.empty();
        });
    }

    public void cancelDraft() {
        edit(Chat::draftNew);
    }

    /** Does something to the selected message, and closes its menu. */
    public void onSelected(Function<MessageActions, CompletableFuture<Message>> action) {
        open.ifPresent(chat -> chat.selected.ifPresent(message -> {
            chat.selected = Optional.empty();
            then(action.apply(sdk.on(message)), done -> refresh());
        }));
    }

    public void showEarlier() {
        edit(chat -> chat.limit += Chat.PAGE);
    }

    private void edit(Consumer<Chat> change) {
        open.ifPresent(change);
        refresh();
    }

    private <T> void then(CompletableFuture<T> future, Consumer<T> next) {
        var unused = future.whenComplete((result, failure) -> {
            if (failure == null) {
                next.accept(result);
            } else {
                complaints.accept(Wording.error(failure));
                refresh();
            }
        });
    }

    // ---- what the SDK tells

    void onChatState(PhoneNumber from, ChatState state) {
        states.put(from, state);
        changed.run();
    }

    /** Reads everything that is shown anew; calls during a reading make one more. */
    void refresh() {
        if (reading) {
            readAgain = true;
            return;
        }
        reading = true;
        Optional<Chat> chat = open;
        CompletableFuture<List<Conversation>> all = sdk.conversations();
        CompletableFuture<List<Message>> page = chat.map(shown -> sdk.history(shown.with(), shown.limit))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
        CompletableFuture<List<Message>> matches =
                query.isEmpty() ? CompletableFuture.completedFuture(List.of()) : sdk.search(query, MAX_FOUND);
        var unused = CompletableFuture.allOf(all, page, matches).whenComplete((done, failure) -> {
            reading = false;
            if (failure == null) {
                conversations = all.join();
                found = matches.join();
                readAgain |= chat.filter(shown -> shown.show(page.join())).isPresent();
                chat.filter(shown -> open.equals(chat)).ifPresent(this::markSeen);
            } else {
                complaints.accept(Wording.error(failure));
            }
            changed.run();
            if (readAgain) {
                readAgain = false;
                refresh();
            }
        });
    }

    private void markSeen(Chat chat) {
        if (chat.hasUnread()) {
            // Up to what is on the screen: what has arrived since is not read yet.
            then(sdk.markSeen(chat.messages.get(chat.messages.size() - 1)), count -> refresh());
        }
    }

    // ---- what there is to show

    /** This phone's number. */
    public PhoneNumber me() {
        return me;
    }

    /** Newest first. */
    public List<Conversation> conversations() {
        return conversations;
    }

    public int unread() {
        return conversations.stream().mapToInt(Conversation::unread).sum();
    }

    /** What is searched for; empty if nothing is. */
    public String query() {
        return query;
    }

    /** Newest first. */
    public List<Message> found() {
        return found;
    }

    /** The chat on the screen. */
    public Optional<Chat> open() {
        return open;
    }

    /** What somebody does in their chat with this phone. */
    public ChatState state(PhoneNumber from) {
        return states.getOrDefault(from, ChatState.IDLE);
    }
}
