/**
 * What a phone's connection is to the load driver, whatever protocol it speaks: a few event loops, one {@link
 * dev.doubletick.benchmark.line.Line} per phone, and 16-byte message ids that say who sent which message.
 */
@NullMarked
package dev.doubletick.benchmark.line;

import org.jspecify.annotations.NullMarked;
