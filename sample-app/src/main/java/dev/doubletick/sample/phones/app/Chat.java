package dev.doubletick.sample.phones.app;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.PresenceWatch;
import java.util.List;
import java.util.Optional;

/** The chat that is on the screen. */
public final class Chat {

    /** What the text below is for. */
    public enum Draft {
        NEW,
        REPLY,
        EDIT
    }

    static final int PAGE = 40;

    private final PhoneNumber with;
    private final PresenceWatch watch;
    int limit = PAGE;
    List<Message> messages = List.of();
    Optional<MessageKey> selected = Optional.empty();
    Draft draft = Draft.NEW;
    Optional<MessageKey> draftOn = Optional.empty();
    Optional<MessageKey> found = Optional.empty();

    Chat(PhoneNumber with, PresenceWatch watch) {
        this.with = with;
        this.watch = watch;
    }

    /** Who is on the other side. */
    public PhoneNumber with() {
        return with;
    }

    /** Oldest first. */
    public List<Message> messages() {
        return messages;
    }

    /** Whether there may be older ones. */
    public boolean hasEarlier() {
        return messages.size() >= limit;
    }

    public Optional<Presence> presence() {
        return watch.presence();
    }

    /** The message whose menu is open. */
    public Optional<Message> selected() {
        return selected.flatMap(this::message);
    }

    public Draft draft() {
        return draft;
    }

    /** The message that is being answered or edited. */
    public Optional<Message> draftOn() {
        return draftOn.flatMap(this::message);
    }

    /** The message that a search led to. */
    public Optional<MessageKey> found() {
        return found;
    }

    /** A message of this chat, as far as it is loaded. */
    public Optional<Message> message(MessageKey key) {
        return messages.stream().filter(message -> message.key().equals(key)).findFirst();
    }

    /**
     * Shows what was read. When others have come, a page may lack older ones that are on the screen: they shall not slide out
     * under the user's eyes.
     *
     * @return whether to read again, so many more that they stay
     */
    boolean show(List<Message> page) {
        int gone = page.isEmpty()
                ? 0
                : (int) messages.stream()
                        .filter(message -> message.position() < page.get(0).position())
                        .count();
        if (gone > 0 && page.size() >= limit) {
            limit += gone;
            return true;
        }
        messages = page;
        return false;
    }

    boolean hasUnread() {
        return messages.stream()
                .anyMatch(
                        message -> message.direction() == Direction.INCOMING && message.status() != MessageStatus.SEEN);
    }

    void draftNew() {
        draft = Draft.NEW;
        draftOn = Optional.empty();
    }

    void close() {
        watch.close();
    }
}
