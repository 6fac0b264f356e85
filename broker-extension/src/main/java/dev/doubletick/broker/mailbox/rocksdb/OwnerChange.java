package dev.doubletick.broker.mailbox.rocksdb;

/**
 * What a commit changed for the holder of a lease.
 *
 * @param first no entry is before this sequence
 * @param last no entry of this or an earlier commit is after it
 * @param news whether entries were added
 */
record OwnerChange(LocalLease lease, long first, long last, boolean news) {

    /** Lets readers see it. */
    void publish() {
        lease.range(first, last);
    }
}
