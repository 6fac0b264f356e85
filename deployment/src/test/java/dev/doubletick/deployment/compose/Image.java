package dev.doubletick.deployment.compose;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a container starts from, beside this machine's programs and JDK.
 *
 * @param files folders and files of this machine by their path in the image
 * @param environment that the image sets
 * @param userId the number of the user; need not be in {@code /etc/passwd}
 * @param volumes folders that belong to the user, as the image made them
 * @param workingFolder where the process starts
 * @param stopSignal by its name, as the image declares it
 */
record Image(
        Map<String, Path> files,
        Map<String, String> environment,
        int userId,
        int groupId,
        List<String> volumes,
        String workingFolder,
        List<String> entrypoint,
        List<String> command,
        String stopSignal) {}
