/** Push providers, and what they answer. */
@NullMarked
package dev.doubletick.registration.push.provider;

import org.jspecify.annotations.NullMarked;
