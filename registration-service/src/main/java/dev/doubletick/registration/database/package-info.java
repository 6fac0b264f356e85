/** The connection pool, and the schema that it must find. */
@NullMarked
package dev.doubletick.registration.database;

import org.jspecify.annotations.NullMarked;
