/**
 * Who is online, told to the phones that watch: nothing retained, memory for connected and watched phones only, last seen in
 * PostgreSQL.
 *
 * <p>Everything is decided on one thread, away from those that carry messages. It knows the phones of this broker.
 */
@NullMarked
package dev.doubletick.broker.presence;

import org.jspecify.annotations.NullMarked;
