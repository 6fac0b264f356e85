/** The extension in a stock HiveMQ CE: its own class path, its own main class, its own versions. */
@NullMarked
package dev.doubletick.deployment.broker;

import org.jspecify.annotations.NullMarked;
