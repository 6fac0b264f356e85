/** Proof by code that a person holds a phone number. */
@NullMarked
package dev.doubletick.registration.verification;

import org.jspecify.annotations.NullMarked;
