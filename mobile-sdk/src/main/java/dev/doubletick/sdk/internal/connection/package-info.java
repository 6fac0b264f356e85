/** Getting connected, staying connected, and knowing when to stop. */
@NullMarked
package dev.doubletick.sdk.internal.connection;

import org.jspecify.annotations.NullMarked;
