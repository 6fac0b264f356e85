/** What holds for this moment only: presence and chat states. Never stored, never queued. */
@NullMarked
package dev.doubletick.sdk.internal.live;

import org.jspecify.annotations.NullMarked;
