/** The accounts that PostgreSQL holds, as the broker knows them: cached, and kept fresh by LISTEN/NOTIFY. */
@NullMarked
package dev.doubletick.broker.account;

import org.jspecify.annotations.NullMarked;
