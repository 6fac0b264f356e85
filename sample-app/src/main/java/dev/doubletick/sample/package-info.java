/** The scripted demo: what Doubletick promises, played with real phones against real servers, every step checked. */
@NullMarked
package dev.doubletick.sample;

import org.jspecify.annotations.NullMarked;
