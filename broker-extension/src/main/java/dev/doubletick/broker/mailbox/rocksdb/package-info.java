/**
 * The mailbox in a RocksDB store in the broker's data folder.
 *
 * <p>One thread, the {@link dev.doubletick.broker.mailbox.rocksdb.Writer}, makes every change, many submissions in one synced
 * write batch. It alone decides on duplicates, limits and leases, so none of that needs a lock. Reads run beside it on
 * threads of their own.
 *
 * <p>Column families: {@code messages} (owner, sequence → entry), {@code leases} (owner → epoch), the default one (format
 * version, totals), and of {@linkplain dev.doubletick.broker.mailbox.rocksdb.OwnerState large} mailboxes {@code owners}
 * (owner → counters) and {@code ids} (owner, kind, sender, id → sequence, while the entry is held).
 */
@NullMarked
package dev.doubletick.broker.mailbox.rocksdb;

import org.jspecify.annotations.NullMarked;
