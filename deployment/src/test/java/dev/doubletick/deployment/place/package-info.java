/** The script {@code doubletick}, wherever it lies and whoever calls it. */
@NullMarked
package dev.doubletick.deployment.place;

import org.jspecify.annotations.NullMarked;
