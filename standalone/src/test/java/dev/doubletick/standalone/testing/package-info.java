/** What the integration tests have in common. */
@NullMarked
package dev.doubletick.standalone.testing;

import org.jspecify.annotations.NullMarked;
