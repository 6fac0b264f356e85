/** Several servers' results side by side. */
@NullMarked
package dev.doubletick.benchmark.compare;

import org.jspecify.annotations.NullMarked;
