/** Several senders in place of one. */
@NullMarked
package dev.doubletick.registration.verification.sender.failover;

import org.jspecify.annotations.NullMarked;
