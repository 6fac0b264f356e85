/** Everything in one process, on embedded defaults: for trying Doubletick out, and for tests of whatever is built on it. */
@NullMarked
package dev.doubletick.standalone;

import org.jspecify.annotations.NullMarked;
