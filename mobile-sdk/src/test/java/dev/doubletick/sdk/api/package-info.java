/** What an app's developers may rely on, held in place. */
@NullMarked
package dev.doubletick.sdk.api;

import org.jspecify.annotations.NullMarked;
