/** What the integration tests stand on: a real broker, phones, a bad network, and an eye on what is left behind. */
@NullMarked
package dev.doubletick.sdk.testing;

import org.jspecify.annotations.NullMarked;
