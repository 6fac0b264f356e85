/** What an operator runs beside the servers: accounts without SMS, certificates, a damaged mailbox. */
@NullMarked
package dev.doubletick.operator;

import org.jspecify.annotations.NullMarked;
