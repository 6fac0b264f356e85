/**
 * Where a phone keeps its messages. {@link dev.doubletick.sdk.store.MessageStore} is the interface to implement for another
 * database than the SQLite file that the SDK brings.
 */
@NullMarked
package dev.doubletick.sdk.store;

import org.jspecify.annotations.NullMarked;
