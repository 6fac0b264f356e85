/** Firebase Cloud Messaging, HTTP v1. */
@NullMarked
package dev.doubletick.registration.push.provider.fcm;

import org.jspecify.annotations.NullMarked;
