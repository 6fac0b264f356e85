/** What only an operator may ask for. */
@NullMarked
package dev.doubletick.registration.operator;

import org.jspecify.annotations.NullMarked;
