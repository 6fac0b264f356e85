/** Push: the tokens of phones, and the service that wakes them. The decision whom to wake is the broker's; see docs/push.md. */
@NullMarked
package dev.doubletick.registration.push;

import org.jspecify.annotations.NullMarked;
