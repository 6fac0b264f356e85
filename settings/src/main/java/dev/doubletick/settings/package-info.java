/** What operators can set, in one list, for both servers. */
@NullMarked
package dev.doubletick.settings;

import org.jspecify.annotations.NullMarked;
