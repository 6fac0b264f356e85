/** From a wake-up of the broker to a provider's answer. */
@NullMarked
package dev.doubletick.registration.push.delivery;

import org.jspecify.annotations.NullMarked;
