package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Acknowledged.Receipt;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.protocol.MessageId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A receipt that collects the ids of all acknowledgements in one commit. */
final class ReceiptDraft {

    /** 16 KiB of ids: some hundred times what a commit under load brings for one sender. */
    static final int MAX_IDS = 1024;

    private final OwnerState sender;
    private final long sequence;
    private final long previous;
    private final List<MessageId> ids = new ArrayList<>(2);
    private @Nullable Entry entry;

    /**
     * @param previous the sequence before it in the sender's mailbox; 0 if unknown
     */
    ReceiptDraft(OwnerState sender, long sequence, long previous) {
        this.sender = sender;
        this.sequence = sequence;
        this.previous = previous;
    }

    OwnerState sender() {
        return sender;
    }

    long sequence() {
        return sequence;
    }

    boolean full() {
        return ids.size() >= MAX_IDS;
    }

    void add(MessageId id) {
        ids.add(id);
    }

    /** Closes the receipt; its own id is the first that it carries. */
    Entry toEntry(long now) {
        Entry made = Entry.builder(sender.owner(), EntryKind.DELIVERED, ids.get(0), now)
                .idMadeByBroker()
                .payload(ByteBuffer.wrap(MessageId.toBytes(ids)))
                .build();
        entry = made;
        return made;
    }

    Receipt toReceipt() {
        Entry made = entry;
        if (made == null) {
            throw new IllegalStateException("the receipt is still open");
        }
        return new Receipt(made, new SequencePosition(sequence), SequencePosition.known(previous));
    }
}
