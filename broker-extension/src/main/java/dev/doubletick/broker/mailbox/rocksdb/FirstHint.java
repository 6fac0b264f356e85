package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxOwner;
import org.rocksdb.RocksDBException;

/** A reader passed over much that was deleted: the next one need not. */
final class FirstHint extends Submission<Boolean> {

    private final MailboxOwner owner;
    private final long first;

    FirstHint(MailboxOwner owner, long first) {
        this.owner = owner;
        this.first = first;
    }

    @Override
    void stage(GroupCommit commit) throws RocksDBException {
        OwnerState state = commit.owner(owner);
        state.raiseFirst(first);
        commit.touch(state);
    }

    @Override
    Boolean result() {
        return true;
    }
}
