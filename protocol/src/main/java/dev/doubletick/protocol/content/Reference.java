package dev.doubletick.protocol.content;

import dev.doubletick.protocol.MessageId;

/** Names a message of the same conversation, as seen by the sender of the content that it stands in. An immutable value. */
public final class Reference {

    private final MessageId id;
    private final boolean yours;

    private Reference(MessageId id, boolean yours) {
        this.id = id;
        this.yours = yours;
    }

    /**
     * @param yours whether the recipient of the content wrote that message; otherwise its sender did
     */
    public static Reference of(MessageId id, boolean yours) {
        return new Reference(id, yours);
    }

    /** The id, which its author made: unique among the author's messages at best. */
    public MessageId id() {
        return id;
    }

    /** Whether the recipient of the content wrote that message. */
    public boolean yours() {
        return yours;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Reference && id.equals(((Reference) o).id) && yours == ((Reference) o).yours;
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + Boolean.hashCode(yours);
    }

    @Override
    public String toString() {
        return (yours ? "your " : "my ") + id;
    }
}
