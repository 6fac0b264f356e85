/** What servers tell each other over the broker. No phone takes part, so no app has it on its class path. */
@NullMarked
package dev.doubletick.protocol.server;

import org.jspecify.annotations.NullMarked;
