/** What the integration tests stand on: a real PostgreSQL, the real service over real HTTP, a gateway that remembers. */
@NullMarked
package dev.doubletick.registration.testing;

import org.jspecify.annotations.NullMarked;
