/** Gateways that are spoken to by HTTP. */
@NullMarked
package dev.doubletick.registration.verification.sender.http;

import org.jspecify.annotations.NullMarked;
