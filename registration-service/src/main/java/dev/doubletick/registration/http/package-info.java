/** What every HTTP answer has in common: JSON in and out, problems (RFC 9457), request ids, limits, the access log. */
@NullMarked
package dev.doubletick.registration.http;

import org.jspecify.annotations.NullMarked;
