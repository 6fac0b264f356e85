/** What has to leave this phone: in which order, how many at once, and what the server's answers mean. */
@NullMarked
package dev.doubletick.sdk.internal.outbox;

import org.jspecify.annotations.NullMarked;
