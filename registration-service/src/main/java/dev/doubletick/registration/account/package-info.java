/** Accounts and the credential of their one device. */
@NullMarked
package dev.doubletick.registration.account;

import org.jspecify.annotations.NullMarked;
