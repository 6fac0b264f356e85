/** Gateways that are spoken to by SMPP 3.4. */
@NullMarked
package dev.doubletick.registration.verification.sender.smpp;

import org.jspecify.annotations.NullMarked;
