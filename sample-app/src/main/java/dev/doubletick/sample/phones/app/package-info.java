/** The app on a phone: what an app developer writes on top of the SDK. Everything in here runs on the phone's user interface thread. */
@NullMarked
package dev.doubletick.sample.phones.app;

import org.jspecify.annotations.NullMarked;
