/** Certificates: from PEM files, from an authority of one's own for trying, and into the key store that both servers read. */
@NullMarked
package dev.doubletick.certificates;

import org.jspecify.annotations.NullMarked;
