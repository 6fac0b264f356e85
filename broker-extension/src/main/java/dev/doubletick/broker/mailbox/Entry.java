package dev.doubletick.broker.mailbox;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a mailbox holds: one message, receipt or event for one owner.
 *
 * @param owner whose mailbox it goes into
 * @param kind what it is
 * @param sender who sent it; empty if a server did
 * @param id the message id: what makes an append idempotent
 * @param correlated whether the sender gave the id; false if the broker made it, and then nobody waits for a receipt
 * @param contentType the MQTT content type; empty for plain text
 * @param payload at most 64 KiB. The bytes are not copied: they must not change. Each call of the accessor answers a
 *     read-only view of its own
 * @param silent whether it must never cause a push
 * @param acceptedAt when the broker accepted it, in milliseconds since 1970
 * @param expiresAt from when on it is no longer delivered, in milliseconds since 1970; at most 30 days after it was accepted
 */
public record Entry(
        MailboxOwner owner,
        EntryKind kind,
        Optional<MailboxOwner> sender,
        MessageId id,
        boolean correlated,
        Optional<String> contentType,
        ByteBuffer payload,
        boolean silent,
        long acceptedAt,
        long expiresAt) {

    private static final long MAX_EXPIRY_MILLIS = Limits.MAX_MESSAGE_EXPIRY.toMillis();

    public Entry {
        payload = payload.asReadOnlyBuffer();
        if (payload.remaining() > Limits.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("a payload has at most 64 KiB, not " + payload.remaining() + " bytes");
        }
        if (expiresAt > acceptedAt + MAX_EXPIRY_MILLIS) {
            throw new IllegalArgumentException("an entry expires at most 30 days after it was accepted");
        }
        EntryCodec.requireEncodable(contentType);
    }

    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }

    /** Who is told when it has reached its owner: only messages whose sender gave an id cause a receipt. */
    public Optional<MailboxOwner> receiptTo() {
        return kind == EntryKind.MESSAGE && correlated ? sender : Optional.empty();
    }

    /** Whether it is no longer to be delivered. */
    public boolean expired(Instant now) {
        return expired(now.toEpochMilli());
    }

    /**
     * Whether it is no longer to be delivered.
     *
     * @param now in milliseconds since 1970
     */
    public boolean expired(long now) {
        return now >= expiresAt;
    }

    /** Starts an entry that has no sender, no content type and no payload, and expires after 30 days. */
    public static Builder builder(MailboxOwner owner, EntryKind kind, MessageId id, Instant acceptedAt) {
        return builder(owner, kind, id, acceptedAt.toEpochMilli());
    }

    /**
     * As {@link #builder(MailboxOwner, EntryKind, MessageId, Instant)}.
     *
     * @param acceptedAt in milliseconds since 1970
     */
    public static Builder builder(MailboxOwner owner, EntryKind kind, MessageId id, long acceptedAt) {
        return new Builder(owner, kind, id, acceptedAt);
    }

    /** Builds an entry; for one thread. */
    public static final class Builder {
        private final MailboxOwner owner;
        private final EntryKind kind;
        private final MessageId id;
        private final long acceptedAt;
        private Optional<MailboxOwner> sender = Optional.empty();
        private boolean correlated = true;
        private Optional<String> contentType = Optional.empty();
        private ByteBuffer payload = ByteBuffer.allocate(0);
        private boolean silent;
        private long expiryMillis = MAX_EXPIRY_MILLIS;

        private Builder(MailboxOwner owner, EntryKind kind, MessageId id, long acceptedAt) {
            this.owner = owner;
            this.kind = kind;
            this.id = id;
            this.acceptedAt = acceptedAt;
        }

        public Builder sender(MailboxOwner sender) {
            this.sender = Optional.of(sender);
            return this;
        }

        /** The broker made the id, because the sender gave none. */
        public Builder idMadeByBroker() {
            this.correlated = false;
            return this;
        }

        public Builder contentType(Optional<String> contentType) {
            this.contentType = contentType;
            return this;
        }

        /** The remaining bytes, not copied. */
        public Builder payload(ByteBuffer payload) {
            this.payload = payload;
            return this;
        }

        public Builder silent(boolean silent) {
            this.silent = silent;
            return this;
        }

        /** The message's own expiry; more than 30 days becomes 30 days. */
        public Builder expiresAfter(Duration expiry) {
            expiryMillis = expiry.compareTo(Limits.MAX_MESSAGE_EXPIRY) < 0 ? expiry.toMillis() : MAX_EXPIRY_MILLIS;
            return this;
        }

        public Entry build() {
            return new Entry(
                    owner,
                    kind,
                    sender,
                    id,
                    correlated,
                    contentType,
                    payload,
                    silent,
                    acceptedAt,
                    acceptedAt + expiryMillis);
        }
    }
}
