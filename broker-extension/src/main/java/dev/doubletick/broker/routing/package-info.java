/** What becomes of a PUBLISH that a phone sends: refused in words, stored in the recipient's mailbox, or passed on. */
@NullMarked
package dev.doubletick.broker.routing;

import org.jspecify.annotations.NullMarked;
