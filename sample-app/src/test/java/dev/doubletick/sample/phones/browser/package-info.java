/** A headless Chromium, and what a person sees and does in it. */
@NullMarked
package dev.doubletick.sample.phones.browser;

import org.jspecify.annotations.NullMarked;
