package dev.doubletick.broker.mailbox;

import dev.doubletick.protocol.MessageId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How engines write an entry down. The owner is not part of it: it is in the key.
 *
 * <p>Version 1, big-endian: version (1 byte), kind (1), flags (1), accepted and expiry in milliseconds since 1970 (8 each), id
 * (16), sender's length (1, 0 for none) and sender (ASCII), with the flag for it the content type's length (2) and content
 * type (UTF-8), payload, CRC-32C of all before it (4).
 */
public final class EntryCodec {

    /** As many leading bytes as {@link #decodeHeader} may need. */
    public static final int MAX_HEADER_BYTES = 36 + MailboxOwner.MAX_LENGTH;

    private static final byte VERSION = 1;
    private static final int CORRELATED = 1;
    private static final int SILENT = 2;
    private static final int CONTENT_TYPE = 4;
    private static final int ALL_FLAGS = CORRELATED | SILENT | CONTENT_TYPE;

    private static final int FIXED_BYTES = 36;
    private static final int CHECKSUM_BYTES = 4;
    private static final int MAX_CONTENT_TYPE_BYTES = 0xFFFF;

    private EntryCodec() {}

    /**
     * What is known of a stored entry without reading all of it. Not protected by the checksum.
     *
     * @param acceptedAt milliseconds since 1970
     * @param expiresAt milliseconds since 1970
     */
    public record Header(
            EntryKind kind,
            Optional<MailboxOwner> sender,
            MessageId id,
            boolean silent,
            long acceptedAt,
            long expiresAt) {}

    /** How many bytes the entry takes: what limits and counters count. */
    public static int encodedSize(Entry entry) {
        return size(entry, contentTypeBytes(entry.contentType()));
    }

    public static byte[] encode(Entry entry) {
        byte[] contentType = contentTypeBytes(entry.contentType());
        byte[] sender = entry.sender()
                .map(s -> s.value().getBytes(StandardCharsets.US_ASCII))
                .orElse(new byte[0]);
        ByteBuffer out = ByteBuffer.allocate(size(entry, contentType));
        int flags = (entry.correlated() ? CORRELATED : 0)
                | (entry.silent() ? SILENT : 0)
                | (entry.contentType().isPresent() ? CONTENT_TYPE : 0);
        out.put(VERSION)
                .put((byte) entry.kind().code())
                .put((byte) flags)
                .putLong(entry.acceptedAt())
                .putLong(entry.expiresAt())
                .putLong(entry.id().uuid().getMostSignificantBits())
                .putLong(entry.id().uuid().getLeastSignificantBits())
                .put((byte) sender.length)
                .put(sender);
        if (entry.contentType().isPresent()) {
            out.putShort((short) contentType.length).put(contentType);
        }
        out.put(entry.payload());
        out.putInt(checksum(out.array(), out.position()));
        return out.array();
    }

    /**
     * Reads an entry back; its payload is a view of {@code stored}.
     *
     * @throws CorruptEntryException if these are not exactly an encoded entry's bytes
     */
    public static Entry decode(MailboxOwner owner, byte[] stored) throws CorruptEntryException {
        int end = stored.length - CHECKSUM_BYTES;
        if (end < FIXED_BYTES) {
            throw new CorruptEntryException("an entry of " + stored.length + " bytes is too short");
        }
        ByteBuffer in = ByteBuffer.wrap(stored);
        if (in.getInt(end) != checksum(stored, end)) {
            throw new CorruptEntryException("an entry's checksum does not match");
        }
        in.limit(end);
        Header header = header(in);
        int flags = stored[2];
        if ((flags & ~ALL_FLAGS) != 0) {
            throw new CorruptEntryException("an entry has unknown flags " + flags);
        }
        try {
            Optional<String> contentType =
                    (flags & CONTENT_TYPE) != 0 ? Optional.of(contentType(in)) : Optional.empty();
            return new Entry(
                    owner,
                    header.kind(),
                    header.sender(),
                    header.id(),
                    (flags & CORRELATED) != 0,
                    contentType,
                    in.slice(),
                    (flags & SILENT) != 0,
                    in.getLong(3),
                    header.expiresAt());
        } catch (BufferUnderflowException | CharacterCodingException | IllegalArgumentException e) {
            throw new CorruptEntryException("an entry's fields make no sense", e);
        }
    }

    /**
     * Reads the beginning of an entry only.
     *
     * @param stored the first {@link #MAX_HEADER_BYTES} bytes, or all if it has less
     * @throws CorruptEntryException if an encoded entry does not begin like this
     */
    public static Header decodeHeader(ByteBuffer stored) throws CorruptEntryException {
        return header(stored.duplicate());
    }

    private static Header header(ByteBuffer in) throws CorruptEntryException {
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new CorruptEntryException("an entry has the unknown version " + version);
            }
            int code = in.get();
            EntryKind kind = EntryKind.ofCode(code)
                    .orElseThrow(() -> new CorruptEntryException("an entry has the unknown kind " + code));
            boolean silent = (in.get() & SILENT) != 0;
            long acceptedAt = in.getLong();
            long expiresAt = in.getLong();
            MessageId id = MessageId.ofBytes(in.slice(in.position(), MessageId.LENGTH));
            in.position(in.position() + MessageId.LENGTH);
            byte[] sender = new byte[Byte.toUnsignedInt(in.get())];
            in.get(sender);
            return new Header(
                    kind,
                    sender.length == 0
                            ? Optional.empty()
                            : Optional.of(new MailboxOwner(new String(sender, StandardCharsets.US_ASCII))),
                    id,
                    silent,
                    acceptedAt,
                    expiresAt);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new CorruptEntryException("an entry's header makes no sense", e);
        }
    }

    private static String contentType(ByteBuffer in) throws CharacterCodingException {
        byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(bytes);
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    static void requireEncodable(Optional<String> contentType) {
        // A UTF-16 unit takes 3 bytes of UTF-8 at most: only a very long one needs to be encoded to know.
        if (contentType.isPresent()
                && contentType.get().length() > MAX_CONTENT_TYPE_BYTES / 3
                && contentTypeBytes(contentType).length > MAX_CONTENT_TYPE_BYTES) {
            throw new IllegalArgumentException("a content type has at most 65535 bytes");
        }
    }

    private static byte[] contentTypeBytes(Optional<String> contentType) {
        return contentType.map(c -> c.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
    }

    private static int size(Entry entry, byte[] contentType) {
        return FIXED_BYTES
                + entry.sender().map(s -> s.value().length()).orElse(0)
                + (entry.contentType().isPresent() ? Short.BYTES + contentType.length : 0)
                + entry.payload().remaining()
                + CHECKSUM_BYTES;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
