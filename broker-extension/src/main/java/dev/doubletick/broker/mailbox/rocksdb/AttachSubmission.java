package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.MailboxOwner;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Gives out a new lease. The one before is fenced at once, whether or not the commit succeeds: that is the safe side. */
final class AttachSubmission extends Submission<Lease> {

    private final MailboxOwner owner;
    private final LeaseHolder holder;
    private @Nullable LocalLease before;
    private @Nullable LocalLease lease;

    AttachSubmission(MailboxOwner owner, LeaseHolder holder) {
        this.owner = owner;
        this.holder = holder;
    }

    @Override
    void stage(GroupCommit commit) throws RocksDBException {
        OwnerState state = commit.owner(owner);
        LocalLease current = state.lease();
        if (current != null) {
            current.fence();
            before = current;
        }
        lease = commit.attach(state, holder);
    }

    @Override
    Lease result() {
        announce();
        LocalLease given = lease;
        if (given == null) {
            throw new IllegalStateException("not staged");
        }
        return given;
    }

    @Override
    void failed() {
        announce();
    }

    private void announce() {
        LocalLease lost = before;
        if (lost != null) {
            lost.announceLost();
        }
    }
}
