/** Who may see and write what: settings and blocks. Brokers enforce them; here they are only kept. */
@NullMarked
package dev.doubletick.registration.privacy;

import org.jspecify.annotations.NullMarked;
