package dev.doubletick.benchmark.line;

import dev.doubletick.protocol.PhoneNumber;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a watching phone does.
 *
 * @param who whose presence it watches
 * @param told counts what it is told
 */
public record Watch(PhoneNumber who, LongAdder told) {}
