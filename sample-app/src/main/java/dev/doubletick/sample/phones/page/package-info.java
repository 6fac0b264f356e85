/** The web page: renders phones, and sends what changes to every browser that looks at them. */
@NullMarked
package dev.doubletick.sample.phones.page;

import org.jspecify.annotations.NullMarked;
