package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import dev.doubletick.broker.mailbox.rocksdb.GroupCommit.Found;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Stores one entry. */
final class AppendSubmission extends Submission<AppendResult> {

    private final Entry entry;
    private final byte[] value;
    private final byte[] idKey;
    private final FullListener full;
    private @Nullable AppendResult result;

    /** Hears of a mailbox that is full, but where something may have expired. */
    interface FullListener {
        void fullWithExpired(OwnerState owner);
    }

    /** Encodes the entry: on the caller's thread, so that the writer has less to do. */
    AppendSubmission(Entry entry, FullListener full) {
        this.entry = entry;
        this.value = EntryCodec.encode(entry);
        this.idKey = Keys.id(entry);
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
        OwnerState.IdKey id =
                new OwnerState.IdKey(entry.sender().orElse(null), entry.id().uuid());
        Long added = owner.addedId(id);
        if (added != null) {
            result = new AppendResult.Duplicate(SequencePosition.known(added));
            return;
        }
        Optional<Found> held = held(commit, owner);
        if (held.isPresent() && held.get().header().expiresAt() > commit.now().toEpochMilli()) {
            result =
                    new AppendResult.Duplicate(SequencePosition.known(held.get().sequence()));
            return;
        }
        if (!commit.limits().admit(owner.held(), value.length)) {
            if (owner.earliestExpiry() <= commit.now().toEpochMilli()) {
                full.fullWithExpired(owner);
            }
            result = new AppendResult.Full();
            return;
        }
        // An expired entry must not make its id a duplicate of something that is never delivered.
        held.ifPresent(expired -> commit.remove(owner, expired));
        long previous = owner.last();
        long sequence = commit.add(owner, entry, value, idKey);
        owner.addedId(id, sequence);
        result = new AppendResult.Stored(new SequencePosition(sequence), SequencePosition.known(previous));
    }

    private Optional<Found> held(GroupCommit commit, OwnerState owner) throws RocksDBException {
        Optional<Long> sequence = commit.heldId(idKey);
        if (sequence.isEmpty()) {
            return Optional.empty();
        }
        return commit.find(owner, sequence.get())
                .filter(found -> found.header().id().equals(entry.id())
                        && found.header().sender().equals(entry.sender()));
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
