/** {@code ./doubletick phones}: phones side by side in a web page, each a real SDK with a database of its own. */
@NullMarked
package dev.doubletick.sample.phones;

import org.jspecify.annotations.NullMarked;
