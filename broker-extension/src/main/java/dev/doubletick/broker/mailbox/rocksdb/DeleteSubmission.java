package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.MailboxOwner;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Deletes a mailbox. Alone in its commit, because what others add to the mailbox would not be told from what is there. */
final class DeleteSubmission extends Submission<Depth> {

    private final MailboxOwner owner;
    private Depth deleted = Depth.EMPTY;
    private @Nullable LocalLease lease;

    DeleteSubmission(MailboxOwner owner) {
        this.owner = owner;
    }

    @Override
    boolean exclusive() {
        return true;
    }

    @Override
    void stage(GroupCommit commit) throws RocksDBException {
        OwnerState state = commit.owner(owner);
        LocalLease current = state.lease();
        if (current != null) {
            current.fence();
            lease = current;
        }
        deleted = state.held();
        commit.clear(state);
    }

    @Override
    Depth result() {
        announce();
        return deleted;
    }

    @Override
    void failed() {
        announce();
    }

    private void announce() {
        LocalLease lost = lease;
        if (lost != null) {
            lost.announceLost();
        }
    }
}
