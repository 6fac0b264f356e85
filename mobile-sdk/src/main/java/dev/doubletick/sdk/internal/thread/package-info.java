/** Which code runs where: the SDK's one worker thread, and the app's callbacks. */
@NullMarked
package dev.doubletick.sdk.internal.thread;

import org.jspecify.annotations.NullMarked;
