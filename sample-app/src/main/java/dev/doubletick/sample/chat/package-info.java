/** {@code ./doubletick chat}: a phone in the terminal. */
@NullMarked
package dev.doubletick.sample.chat;

import org.jspecify.annotations.NullMarked;
