/** An extension of somebody else. */
@NullMarked
package dev.doubletick.deployment.broker.neighbour;

import org.jspecify.annotations.NullMarked;
