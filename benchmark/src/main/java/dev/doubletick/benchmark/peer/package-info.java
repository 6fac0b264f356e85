/** What Doubletick is compared with, where that is not a program of its own. */
@NullMarked
package dev.doubletick.benchmark.peer;

import org.jspecify.annotations.NullMarked;
