/** A PostgreSQL server of our own, beside this process. */
@NullMarked
package dev.doubletick.standalone.postgres;

import org.jspecify.annotations.NullMarked;
