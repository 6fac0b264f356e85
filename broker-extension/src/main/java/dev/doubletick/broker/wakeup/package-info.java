/** Whom to wake and when, and how the wake-ups reach the push service. The decision tree is in docs/push.md. */
@NullMarked
package dev.doubletick.broker.wakeup;

import org.jspecify.annotations.NullMarked;
