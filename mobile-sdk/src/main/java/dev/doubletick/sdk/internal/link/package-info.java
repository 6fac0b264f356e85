/** One connection to a broker, as the rest of the SDK sees it: no MQTT library in sight. */
@NullMarked
package dev.doubletick.sdk.internal.link;

import org.jspecify.annotations.NullMarked;
