/** Two versions of RocksDB in one process. */
@NullMarked
package dev.doubletick.deployment.broker.rocksdb;

import org.jspecify.annotations.NullMarked;
