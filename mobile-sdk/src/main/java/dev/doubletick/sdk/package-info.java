/**
 * Doubletick for apps: register a phone number, send and receive messages, watch their ticks.
 *
 * <p>Start at {@link dev.doubletick.sdk.Doubletick}. Everything here is either an immutable value or callable from any thread;
 * what comes back, listener calls and futures alike, comes in one order on one executor. The {@code internal} packages
 * change without notice.
 */
@NullMarked
package dev.doubletick.sdk;

import org.jspecify.annotations.NullMarked;
