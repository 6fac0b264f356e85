/** Ways to bring a verification code to a phone. */
@NullMarked
package dev.doubletick.registration.verification.sender;

import org.jspecify.annotations.NullMarked;
