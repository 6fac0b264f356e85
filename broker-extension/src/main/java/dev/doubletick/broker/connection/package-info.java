/** Who may connect and subscribe, and which phones are connected now. */
@NullMarked
package dev.doubletick.broker.connection;

import org.jspecify.annotations.NullMarked;
