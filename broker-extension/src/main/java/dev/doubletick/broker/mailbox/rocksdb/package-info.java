/**
 * The mailbox in a RocksDB store in the broker's data folder.
 *
 * <p>One thread, the {@link dev.doubletick.broker.mailbox.rocksdb.Writer}, makes every change, many submissions in one synced
 * write batch. It alone decides on duplicates, limits and leases, so none of that needs a lock. Reads run beside it on
 * threads of their own.
 *
 * <p>Column families: {@code messages} (owner, sequence → entry), {@code ids} (owner, sender, id → sequence, while the entry
 * is held), {@code owners} (owner → counters, only of mailboxes that hold something), {@code leases} (owner → epoch), and the
 * default one (format version, totals).
 */
@NullMarked
package dev.doubletick.broker.mailbox.rocksdb;

import org.jspecify.annotations.NullMarked;
