/** The mobile network between the phones and the servers: it can be switched off for one phone, and shows what goes over it. */
@NullMarked
package dev.doubletick.sample.phones.network;

import org.jspecify.annotations.NullMarked;
