/** What the server knows of the phones, for the side panel. */
@NullMarked
package dev.doubletick.sample.phones.server;

import org.jspecify.annotations.NullMarked;
