/** The PIN that guards a number against being registered anew by who else gets its SMS. */
@NullMarked
package dev.doubletick.registration.lock;

import org.jspecify.annotations.NullMarked;
