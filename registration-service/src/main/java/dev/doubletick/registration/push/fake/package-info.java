/** Providers that speak the real protocols and push nothing: for tests, and for trying out. */
@NullMarked
package dev.doubletick.registration.push.fake;

import org.jspecify.annotations.NullMarked;
