/** What the numbering plans say of a phone number, and what the operator makes of it. */
@NullMarked
package dev.doubletick.registration.verification.number;

import org.jspecify.annotations.NullMarked;
