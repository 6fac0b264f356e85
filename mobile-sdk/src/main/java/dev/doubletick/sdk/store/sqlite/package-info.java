/** The message store that the SDK brings: one SQLite file. */
@NullMarked
package dev.doubletick.sdk.store.sqlite;

import org.jspecify.annotations.NullMarked;
