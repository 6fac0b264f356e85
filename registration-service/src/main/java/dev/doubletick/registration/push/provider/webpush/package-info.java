/** Web Push, also for Android without Google (UnifiedPush). */
@NullMarked
package dev.doubletick.registration.push.provider.webpush;

import org.jspecify.annotations.NullMarked;
