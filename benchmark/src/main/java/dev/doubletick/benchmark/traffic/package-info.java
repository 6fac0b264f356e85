/**
 * Phones that exchange messages in a closed loop, and the bookkeeping that tells loss, duplicates and disorder from success.
 * A phone's state is confined to its event loop; totals are adders that any thread may read.
 */
@NullMarked
package dev.doubletick.benchmark.traffic;

import org.jspecify.annotations.NullMarked;
