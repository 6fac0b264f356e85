/** Reactive streams on top of what can be read. The only package beside the public one that needs {@code Flow}. */
@NullMarked
package dev.doubletick.sdk.internal.flow;

import org.jspecify.annotations.NullMarked;
