/** What may be asked how often: buckets in PostgreSQL that all instances share. */
@NullMarked
package dev.doubletick.registration.limit;

import org.jspecify.annotations.NullMarked;
