/** What the faces of the sample app have in common: names for numbers, and words for what the SDK says. */
@NullMarked
package dev.doubletick.sample.wording;

import org.jspecify.annotations.NullMarked;
