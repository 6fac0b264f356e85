package dev.doubletick.protocol;

import java.util.Objects;
import java.util.Optional;

/**
 * An address on the broker: a kind, the phone number that it belongs to, and, on what the broker delivers, the sender.
 *
 * <p>{@code m/4915112345678} is what a client publishes to; {@code m/4915112345678/4917698765432} is how it arrives, the
 * last level stamped by the broker. A parsed topic has the one or the other shape; anything else is not a topic of ours.
 */
public final class Topic {

    /** The first topic level. */
    public enum Kind {
        /** A message. */
        MESSAGE('m', true, true),
        /** Message ids that the reader has seen. */
        SEEN('s', true, true),
        /** Chat state: idle, typing, recording. */
        CHAT_STATE('c', true, true),
        /** Message ids that reached another phone. Only the broker publishes it. */
        DELIVERED('d', false, false),
        /** Presence of a phone number. Only the broker publishes it. */
        PRESENCE('p', false, false),
        /** Account events. Only servers publish it. */
        ACCOUNT('a', false, false);

        private final char level;
        private final boolean clientMayPublish;
        private final boolean stamped;

        Kind(char level, boolean clientMayPublish, boolean stamped) {
            this.level = level;
            this.clientMayPublish = clientMayPublish;
            this.stamped = stamped;
        }

        /** The topic level, one character. */
        public char level() {
            return level;
        }

        /** Whether a phone may publish to it; otherwise only servers do. */
        public boolean clientMayPublish() {
            return clientMayPublish;
        }

        /** Whether the broker adds the sender as the last level. */
        public boolean stamped() {
            return stamped;
        }

        private static Optional<Kind> of(char level) {
            switch (level) {
                case 'm':
                    return Optional.of(MESSAGE);
                case 's':
                    return Optional.of(SEEN);
                case 'c':
                    return Optional.of(CHAT_STATE);
                case 'd':
                    return Optional.of(DELIVERED);
                case 'p':
                    return Optional.of(PRESENCE);
                case 'a':
                    return Optional.of(ACCOUNT);
                default:
                    return Optional.empty();
            }
        }
    }

    private final Kind kind;
    private final PhoneNumber owner;
    private final Optional<PhoneNumber> sender;

    private Topic(Kind kind, PhoneNumber owner, Optional<PhoneNumber> sender) {
        this.kind = kind;
        this.owner = owner;
        this.sender = sender;
    }

    /** The topic {@code kind/owner}: what a client publishes to, or an unstamped topic as it is delivered. */
    public static Topic of(Kind kind, PhoneNumber owner) {
        return new Topic(kind, owner, Optional.empty());
    }

    /**
     * This topic with the sender as its last level: how the broker delivers it.
     *
     * @throws IllegalStateException if this kind is not stamped, or is stamped already
     */
    public Topic from(PhoneNumber sender) {
        if (!kind.stamped || this.sender.isPresent()) {
            throw new IllegalStateException("cannot stamp a sender onto a topic of kind " + kind);
        }
        return new Topic(kind, owner, Optional.of(sender));
    }

    /** Reads a topic name (no wildcards). Empty if it is none of ours. */
    public static Optional<Topic> parse(String name) {
        if (name.length() < 3 || name.charAt(1) != '/') {
            return Optional.empty();
        }
        Optional<Kind> kind = Kind.of(name.charAt(0));
        if (!kind.isPresent()) {
            return Optional.empty();
        }
        int slash = name.indexOf('/', 2);
        Optional<PhoneNumber> owner = PhoneNumber.tryDigits(slash < 0 ? name.substring(2) : name.substring(2, slash));
        if (!owner.isPresent()) {
            return Optional.empty();
        }
        if (slash < 0) {
            return Optional.of(new Topic(kind.get(), owner.get(), Optional.empty()));
        }
        Optional<PhoneNumber> sender = PhoneNumber.tryDigits(name.substring(slash + 1));
        if (!sender.isPresent() || !kind.get().stamped) {
            return Optional.empty();
        }
        return Optional.of(new Topic(kind.get(), owner.get(), sender));
    }

    public Kind kind() {
        return kind;
    }

    /** Whose topic it is: the recipient, or the one whose presence it tells. */
    public PhoneNumber owner() {
        return owner;
    }

    /** The sender that the broker stamped; empty on what a client publishes and on unstamped kinds. */
    public Optional<PhoneNumber> sender() {
        return sender;
    }

    /** The MQTT topic name. */
    public String name() {
        String unstamped = kind.level + "/" + owner.digits();
        return sender.map(from -> unstamped + "/" + from.digits()).orElse(unstamped);
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Topic)) {
            return false;
        }
        Topic other = (Topic) o;
        return kind == other.kind && owner.equals(other.owner) && sender.equals(other.sender);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, owner, sender);
    }

    /** With masked numbers, for logs. */
    @Override
    public String toString() {
        String unstamped = kind.level + "/" + owner.masked();
        return sender.map(from -> unstamped + "/" + from.masked()).orElse(unstamped);
    }
}
