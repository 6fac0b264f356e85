/** What a client is asked for before a limit that is nearly used up: work, or a person. */
@NullMarked
package dev.doubletick.registration.verification.proof;

import org.jspecify.annotations.NullMarked;
