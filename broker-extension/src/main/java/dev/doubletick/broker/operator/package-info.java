/** What operators and their tools ask the broker: whether it lives, whether it can serve, and its numbers. */
@NullMarked
package dev.doubletick.broker.operator;

import org.jspecify.annotations.NullMarked;
