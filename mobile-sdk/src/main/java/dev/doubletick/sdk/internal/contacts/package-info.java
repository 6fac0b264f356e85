/** What is known of the address book, and what of it is to be asked. */
@NullMarked
package dev.doubletick.sdk.internal.contacts;

import org.jspecify.annotations.NullMarked;
