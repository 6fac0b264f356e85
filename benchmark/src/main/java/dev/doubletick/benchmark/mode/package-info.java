/** The modes: what is done to a server, one class each, and its options on the command line. */
@NullMarked
package dev.doubletick.benchmark.mode;

import org.jspecify.annotations.NullMarked;
