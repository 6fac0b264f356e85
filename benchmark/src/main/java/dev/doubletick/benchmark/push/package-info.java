/** What a run with pushes needs beside phones: tokens, senders at a steady pace, and the service's own measurements. */
@NullMarked
package dev.doubletick.benchmark.push;

import org.jspecify.annotations.NullMarked;
