/** The HiveMQ extension: configuration and wiring. Each folder below is a feature. */
@NullMarked
package dev.doubletick.broker;

import org.jspecify.annotations.NullMarked;
