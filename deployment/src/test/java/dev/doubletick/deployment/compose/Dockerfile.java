package dev.doubletick.deployment.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a Dockerfile of one stage makes of its base image. An instruction that is not understood is an error.
 *
 * @param copies what is copied, target by source, both as they stand there
 * @param userId by which the process runs
 */
record Dockerfile(
        String base, Map<String, String> copies, Map<String, String> environment, int userId, List<String> entrypoint) {

    private static final Pattern USER_ADD = Pattern.compile("useradd .*--uid (\\d+) (\\w+)");

    static Dockerfile read(Path file) throws IOException {
        String base = "";
        Map<String, String> copies = new LinkedHashMap<>();
        Map<String, String> environment = new LinkedHashMap<>();
        Map<String, Integer> users = new HashMap<>();
        int userId = 0;
        List<String> entrypoint = new ArrayList<>();
        for (String line : Files.readString(file).replace("\\\n", " ").lines().toList()) {
            String[] words = line.strip().split("\\s+", 2);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            switch (words[0]) {
                case "FROM" -> base = words[1];
                case "COPY" -> {
                    String[] paths = words[1].split("\\s+", -1);
                    for (int i = 0; i < paths.length - 1; i++) {
                        copies.put(paths[i], paths[paths.length - 1]);
                    }
                }
                case "ENV" -> {
                    String[] pair = words[1].split("=", 2);
                    environment.put(pair[0], pair[1].replace("\"", ""));
                }
                case "RUN" -> {
                    Matcher user = USER_ADD.matcher(words[1]);
                    if (!user.matches()) {
                        throw new IllegalArgumentException("the harness does not RUN " + words[1]);
                    }
                    users.put(user.group(2), Integer.parseInt(user.group(1)));
                }
                case "USER" -> userId = Objects.requireNonNull(users.get(words[1]), words[1]);
                case "EXPOSE" -> {
                    // Says something to people only.
                }
                case "ENTRYPOINT" -> {
                    for (Object word : (List<?>) new Load(LoadSettings.builder().build()).loadFromString(words[1])) {
                        entrypoint.add(String.valueOf(word));
                    }
                }
                default -> throw new IllegalArgumentException("the harness does not do " + line);
            }
        }
        return new Dockerfile(base, copies, environment, userId, entrypoint);
    }
}
