/** A phone without its app: power, network, SIM, notifications. */
@NullMarked
package dev.doubletick.sample.phones.handset;

import org.jspecify.annotations.NullMarked;
