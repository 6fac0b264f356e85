/** An app that somebody builds from what the documentation says, outside this build. */
@NullMarked
package dev.doubletick.deployment.app;

import org.jspecify.annotations.NullMarked;
