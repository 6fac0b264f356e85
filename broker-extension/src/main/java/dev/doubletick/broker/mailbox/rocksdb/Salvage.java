package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import org.rocksdb.RocksDBException;

/** Takes what a repair finds in a damaged store, in any order and possibly repeatedly. */
interface Salvage {

    /** An entry of {@code messages}. */
    void message(byte[] key, byte[] value) throws RocksDBException, IOException;

    /** An entry of {@code leases}. */
    void lease(byte[] key, byte[] value);

    /** Something that could not be read. */
    void unreadable();
}
