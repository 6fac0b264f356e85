/** What the messages with codes say. */
@NullMarked
package dev.doubletick.registration.verification.text;

import org.jspecify.annotations.NullMarked;
