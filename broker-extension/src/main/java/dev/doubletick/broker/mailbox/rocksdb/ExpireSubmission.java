package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/** Removes entries that a sweep found expired. */
final class ExpireSubmission extends Submission<Integer> {

    private final MailboxOwner owner;
    private final List<Long> sequences;
    private final long earliestExpiry;
    private final long sweptThrough;
    private int removed;

    /**
     * @param earliestExpiry when the first of those expires that the sweep left, in milliseconds since 1970
     * @param sweptThrough the last sequence that the sweep saw; 0 if this is not its last part
     */
    ExpireSubmission(MailboxOwner owner, List<Long> sequences, long earliestExpiry, long sweptThrough) {
        this.owner = owner;
        this.sequences = sequences;
        this.earliestExpiry = earliestExpiry;
        this.sweptThrough = sweptThrough;
    }

    @Override
    long bytes() {
        return super.bytes() + 24L * sequences.size();
    }

    @Override
    void stage(GroupCommit commit) throws RocksDBException {
        OwnerState state = commit.owner(owner);
        List<Slot> expired = new ArrayList<>(sequences.size());
        for (long sequence : sequences) {
            Optional<Slot> slot = commit.find(state, sequence);
            slot.ifPresent(expired::add);
        }
        expired.forEach(slot -> commit.remove(state, slot));
        state.raiseEarliestExpiry(earliestExpiry, sweptThrough);
        commit.touch(state);
        removed = expired.size();
    }

    @Override
    Integer result() {
        return removed;
    }
}
