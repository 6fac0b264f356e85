/** What the operating system says about a process: its memory and its processor time. */
@NullMarked
package dev.doubletick.benchmark.process;

import org.jspecify.annotations.NullMarked;
