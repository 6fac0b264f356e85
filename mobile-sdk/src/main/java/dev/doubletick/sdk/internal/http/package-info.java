/** The HTTP client that registration and WebSocket connections share, and whom both trust. */
@NullMarked
package dev.doubletick.sdk.internal.http;

import org.jspecify.annotations.NullMarked;
