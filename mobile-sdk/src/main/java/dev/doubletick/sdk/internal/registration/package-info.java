/** The HTTP conversation with the registration service. */
@NullMarked
package dev.doubletick.sdk.internal.registration;

import org.jspecify.annotations.NullMarked;
