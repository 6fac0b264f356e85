/**
 * XMPP lines (RFC 6120, 6121): SASL PLAIN, resource binding, delivery receipts (XEP-0184) as the second tick, and, where a mode
 * needs it, stream management acknowledgements (XEP-0198) as the first. Aalto parses without blocking; what is sent is
 * put together by hand.
 */
@NullMarked
package dev.doubletick.benchmark.xmpp;

import org.jspecify.annotations.NullMarked;
