/** The server under test: one that runs, or one that is started for the run; and the accounts on it. */
@NullMarked
package dev.doubletick.benchmark.stack;

import org.jspecify.annotations.NullMarked;
