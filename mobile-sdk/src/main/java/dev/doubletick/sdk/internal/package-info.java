/** What stands behind the public API. No part of it: changes without notice. */
@NullMarked
package dev.doubletick.sdk.internal;

import org.jspecify.annotations.NullMarked;
