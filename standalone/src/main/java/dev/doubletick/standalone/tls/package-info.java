/** TLS for trying: an authority of its own in the data folder. */
@NullMarked
package dev.doubletick.standalone.tls;

import org.jspecify.annotations.NullMarked;
