/** The command line. */
@NullMarked
package dev.doubletick.standalone.cli;

import org.jspecify.annotations.NullMarked;
