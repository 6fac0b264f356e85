/**
 * The registration service: phone numbers prove themselves by SMS code and become accounts with a device credential.
 *
 * <p>{@link dev.doubletick.registration.RegistrationServer} is the whole service as one object, for embedding;
 * {@link dev.doubletick.registration.RegistrationMain} is the process.
 */
@NullMarked
package dev.doubletick.registration;

import org.jspecify.annotations.NullMarked;
