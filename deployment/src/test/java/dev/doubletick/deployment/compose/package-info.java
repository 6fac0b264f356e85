/**
 * {@code docker-compose.yml} and the Dockerfiles, run as they say without a container engine: each service in namespaces of its own,
 * with its image's user, shell, files and address.
 */
@NullMarked
package dev.doubletick.deployment.compose;

import org.jspecify.annotations.NullMarked;
