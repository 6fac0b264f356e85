/** How what waits in a mailbox reaches its phone, and how the phone's PUBACK becomes a receipt. */
@NullMarked
package dev.doubletick.broker.forwarding;

import org.jspecify.annotations.NullMarked;
