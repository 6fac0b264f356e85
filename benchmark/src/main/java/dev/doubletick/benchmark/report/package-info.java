/** What a run measured and found, as a table for people and as JSON for machines. */
@NullMarked
package dev.doubletick.benchmark.report;

import org.jspecify.annotations.NullMarked;
