/**
 * The wire contract that broker, services and phones share: phone numbers, topics, message ids and limits. Nothing here does
 * I/O, keeps state or logs; every type is an immutable value and safe on any thread.
 */
@NullMarked
package dev.doubletick.protocol;

import org.jspecify.annotations.NullMarked;
