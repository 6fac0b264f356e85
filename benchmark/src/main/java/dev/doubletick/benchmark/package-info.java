/** The command line of the benchmark: which target, which modes, where the result goes. */
@NullMarked
package dev.doubletick.benchmark;

import org.jspecify.annotations.NullMarked;
