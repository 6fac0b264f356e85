/** HiveMQ Community Edition inside this process. */
@NullMarked
package dev.doubletick.standalone.broker;

import org.jspecify.annotations.NullMarked;
