/** What the broker does when an account is deleted. */
@NullMarked
package dev.doubletick.broker.deletion;

import org.jspecify.annotations.NullMarked;
