/**
 * MQTT 5 lines: Doubletick's own protocol, and the same traffic in a plain dialect for brokers without our extension.
 * Netty's codec reads; what is sent once per message is written by hand into one buffer per batch.
 */
@NullMarked
package dev.doubletick.benchmark.mqtt;

import org.jspecify.annotations.NullMarked;
