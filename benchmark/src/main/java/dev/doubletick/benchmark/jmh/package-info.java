/**
 * Microbenchmarks of what the servers do for every message. Run with {@code java -cp benchmark/target/benchmark.jar
 * org.openjdk.jmh.Main}.
 */
@NullMarked
package dev.doubletick.benchmark.jmh;

import org.jspecify.annotations.NullMarked;
