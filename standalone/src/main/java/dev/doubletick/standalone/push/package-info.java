/** Push providers that push nothing, and show what they would have pushed. */
@NullMarked
package dev.doubletick.standalone.push;

import org.jspecify.annotations.NullMarked;
