/** An SMS gateway that sends nothing, and shows what it would have sent. */
@NullMarked
package dev.doubletick.standalone.sms;

import org.jspecify.annotations.NullMarked;
