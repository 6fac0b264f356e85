/** Which numbers of an address book are registered, and the server's copy of it where a privacy setting needs one. */
@NullMarked
package dev.doubletick.registration.contacts;

import org.jspecify.annotations.NullMarked;
