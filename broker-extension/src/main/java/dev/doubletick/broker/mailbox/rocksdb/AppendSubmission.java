package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Stores one entry. */
final class AppendSubmission extends Submission<AppendResult> {

    private final Entry entry;
    private final byte[] value;
    private final FullListener full;
    private @Nullable AppendResult result;

    /** Hears of a mailbox that is full, but where something may have expired. */
    interface FullListener {
        void fullWithExpired(MailboxOwner owner);
    }

    /** Encodes the entry: on the caller's thread, so that the writer has less to do. */
    AppendSubmission(Entry entry, FullListener full) {
        this.entry = entry;
        this.value = EntryCodec.encode(entry);
        this.full = full;
    }

    @Override
    long bytes() {
        return super.bytes() + value.length;
    }

    @Override
    void stage(GroupCommit commit) throws RocksDBException {
        if (commit.diskLow()) {
            throw new MailboxUnavailableException(DiskReserve.REFUSAL);
        }
        OwnerState owner = commit.owner(entry.owner());
        long now = commit.now();
        Optional<Slot> same = commit.findSame(owner, entry);
        if (same.isPresent() && !same.get().expired(now)) {
            result =
                    new AppendResult.Duplicate(SequencePosition.known(same.get().sequence()));
            return;
        }
        Optional<MailboxOwner> receiptTo = entry.receiptTo();
        if (receiptTo.isPresent()
                && !commit.limits().admitReceipts(commit.owner(receiptTo.get()).held())) {
            result = new AppendResult.ReceiptsWaiting();
            return;
        }
        if (!commit.limits().admit(entry.owner(), owner.held(), value.length)) {
            if (owner.mayHaveExpired(now)) {
                full.fullWithExpired(owner.owner());
            }
            result = new AppendResult.Full();
            return;
        }
        // An expired entry must not make its id a duplicate of something that is never delivered.
        same.ifPresent(expired -> commit.remove(owner, expired));
        long previous = owner.last();
        long sequence = commit.add(owner, entry, value);
        result = new AppendResult.Stored(new SequencePosition(sequence), SequencePosition.known(previous));
    }

    @Override
    AppendResult result() {
        AppendResult decided = result;
        if (decided == null) {
            throw new IllegalStateException("not staged");
        }
        return decided;
    }
}
