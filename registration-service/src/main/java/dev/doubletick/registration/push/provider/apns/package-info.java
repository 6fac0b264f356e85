/** Apple's push service. */
@NullMarked
package dev.doubletick.registration.push.provider.apns;

import org.jspecify.annotations.NullMarked;
