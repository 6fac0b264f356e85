/** What people do to messages, on either phone: answering, reacting, editing, deleting, letting them disappear. */
@NullMarked
package dev.doubletick.sdk.internal.timeline;

import org.jspecify.annotations.NullMarked;
