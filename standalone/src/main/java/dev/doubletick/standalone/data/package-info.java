/** The folder that holds all state. */
@NullMarked
package dev.doubletick.standalone.data;

import org.jspecify.annotations.NullMarked;
