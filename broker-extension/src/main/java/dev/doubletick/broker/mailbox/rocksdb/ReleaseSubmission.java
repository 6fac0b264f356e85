package dev.doubletick.broker.mailbox.rocksdb;

import org.rocksdb.RocksDBException;

/** Ends a lease, if it is still the current one. Only memory changes: the epoch stays what it is. */
@SuppressWarnings("NullAway") // A stage of Void has no other value.
final class ReleaseSubmission extends Submission<Void> {

    private final LocalLease lease;

    ReleaseSubmission(LocalLease lease) {
        this.lease = lease;
    }

    @Override
    void stage(GroupCommit commit) throws RocksDBException {
        OwnerState state = commit.owner(lease.owner());
        lease.fence();
        if (state.lease() == lease) {
            state.lease(null);
            commit.states().leases().remove(lease.owner());
        }
    }

    @Override
    Void result() {
        return null;
    }
}
