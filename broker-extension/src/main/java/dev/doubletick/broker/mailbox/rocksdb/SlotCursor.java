package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.MailboxOwner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Goes over stored entries, reading no more of each than its {@link Slot}. */
final class SlotCursor implements AutoCloseable {

    private static final byte[] AFTER_ALL = {(byte) 0xFF};

    private final Slice upper;
    private final ReadOptions options;
    private final RocksIterator iterator;
    private final ByteBuffer beginning = ByteBuffer.allocateDirect(EntryCodec.MAX_HEADER_BYTES);

    /** Over the keys from (inclusive) to (exclusive); starts at the first. */
    private SlotCursor(Store store, byte[] from, byte[] to) {
        upper = new Slice(to);
        options = new ReadOptions().setIterateUpperBound(upper).setFillCache(false);
        iterator = store.db.newIterator(store.messages, options);
        iterator.seek(from);
    }

    /** Over all mailboxes. */
    static SlotCursor all(Store store) {
        return new SlotCursor(store, new byte[0], AFTER_ALL);
    }

    /** Over one mailbox, from this sequence on. */
    static SlotCursor of(Store store, byte[] owner, long first) {
        return new SlotCursor(store, Keys.message(owner, first), Keys.to(owner));
    }

    /** Everything in one mailbox. */
    static List<Slot> slots(Store store, byte[] owner) throws RocksDBException {
        List<Slot> slots = new ArrayList<>();
        try (SlotCursor cursor = of(store, owner, 0)) {
            for (; cursor.isValid(); cursor.next()) {
                slots.add(cursor.slot());
            }
            cursor.checkEnd();
        }
        return slots;
    }

    static Depth depth(List<Slot> slots) {
        Depth depth = Depth.EMPTY;
        for (Slot slot : slots) {
            depth = depth.plus(slot.kind(), slot.bytes());
        }
        return depth;
    }

    boolean isValid() {
        return iterator.isValid();
    }

    void next() {
        iterator.next();
    }

    /** Goes on behind this mailbox. */
    void skip(MailboxOwner owner) {
        iterator.seek(Keys.to(Keys.owner(owner)));
    }

    MailboxOwner owner() {
        return Keys.ownerOfMessage(iterator.key());
    }

    Slot slot() {
        int bytes = readBeginning();
        return Slot.stored(Keys.sequence(iterator.key()), bytes, beginning);
    }

    /** The stored entry's first bytes, until the next call. */
    ByteBuffer beginning() {
        readBeginning();
        return beginning;
    }

    private int readBeginning() {
        beginning.clear();
        int bytes = iterator.value(beginning);
        beginning.position(0).limit(Math.min(bytes, beginning.capacity()));
        return bytes;
    }

    /** Throws if it did not stop because there is no more. */
    void checkEnd() throws RocksDBException {
        iterator.status();
    }

    @Override
    public void close() {
        iterator.close();
        options.close();
        upper.close();
    }
}
