package dev.doubletick.deployment.compose;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One service: a process in mount, process and network namespaces of its own. */
final class Container {

    private static final List<String> MACHINE = List.of(
            "/usr",
            "/bin",
            "/sbin",
            "/lib",
            "/lib32",
            "/lib64",
            "/etc/alternatives",
            "/etc/java-17-openjdk",
            "/etc/ssl");

    private final ComposeFile.Service service;
    private final Image image;
    private final String address;
    private final Lan lan;
    private final Path folder;
    private final Path rootFolder;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> mounts = new ArrayList<>();
    private @Nullable Process process;

    /**
     * Lays the container's files out.
     *
     * @param project the folder that relative paths start from
     * @param volumes where named volumes are kept
     */
    Container(
            ComposeFile.Service service,
            Image image,
            String address,
            Lan lan,
            Map<String, String> hosts,
            Path project,
            Path folder,
            Path volumes)
            throws IOException, InterruptedException {
        this.service = service;
        this.image = image;
        this.address = address;
        this.lan = lan;
        this.folder = folder;
        this.rootFolder = Files.createDirectories(folder.resolve("root"));
        environment.putAll(image.environment());
        environment.putAll(service.environment());
        if (service.memory() > 0) {
            // What the JVM would read from its cgroup.
            environment.put("JAVA_TOOL_OPTIONS", "-XX:MaxRAM=" + service.memory());
        }
        layOut(hosts);
        // A folder before what is mounted inside it.
        for (Map.Entry<String, Path> file : new TreeMap<>(image.files()).entrySet()) {
            mount(file.getValue(), file.getKey(), false);
        }
        for (String volume : service.volumes()) {
            String[] parts = volume.split(":", -1);
            boolean named = !parts[0].startsWith(".") && !parts[0].startsWith("/");
            mount(
                    named
                            ? Files.createDirectories(volumes.resolve(parts[0]))
                            : project.resolve(parts[0]).normalize(),
                    parts[1],
                    parts.length > 2 && parts[2].equals("ro"));
            if (named) {
                own(volumes.resolve(parts[0]));
            }
        }
        for (Map.Entry<String, String> secret : service.secrets().entrySet()) {
            mount(project.resolve(secret.getValue()).normalize(), "/run/secrets/" + secret.getKey(), true);
        }
        for (String owned : image.volumes()) {
            Path source = image.files().get(owned);
            if (source != null) {
                own(source);
            }
        }
    }

    private void layOut(Map<String, String> hosts) throws IOException, InterruptedException {
        for (String system : MACHINE) {
            Path there = Path.of(system);
            if (Files.isSymbolicLink(there)) {
                Files.createSymbolicLink(rootFolder.resolve(system.substring(1)), Files.readSymbolicLink(there));
            } else if (Files.exists(there)) {
                mount(there, system, true);
            }
        }
        mount(Path.of(System.getProperty("java.home")), "/opt/java/openjdk", true);
        for (String made : List.of("proc", "dev", "etc", "run", "tmp")) {
            Files.createDirectories(rootFolder.resolve(made));
        }
        Shell.run("chmod", "1777", rootFolder.resolve("tmp").toString());
        StringBuilder names = new StringBuilder("127.0.0.1 localhost\n");
        hosts.forEach(
                (name, where) -> names.append(where).append(' ').append(name).append('\n'));
        Files.writeString(rootFolder.resolve("etc/hosts"), names);
        Files.writeString(rootFolder.resolve("etc/nsswitch.conf"), "hosts: files\npasswd: files\ngroup: files\n");
        Files.writeString(
                rootFolder.resolve("etc/passwd"),
                "root:x:0:0::/root:/bin/sh\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\n");
        Files.writeString(rootFolder.resolve("etc/group"), "root:x:0:\npostgres:x:999:\n");
    }

    private void own(Path path) throws IOException, InterruptedException {
        Shell.run("chown", "-R", image.userId() + ":" + image.groupId(), path.toString());
    }

    private void mount(Path source, String target, boolean readOnly) throws IOException {
        if (!Files.exists(source)) {
            throw new IOException("service " + service.name() + " mounts " + source + ", which does not exist");
        }
        Path place = rootFolder.resolve(target.substring(1));
        // Inside what another mount brings, the place is made there.
        mounts.add(
                Files.isDirectory(source)
                        ? "mkdir -p " + Shell.quoted(place.toString())
                        : "mkdir -p " + Shell.quoted(String.valueOf(place.getParent())) + "; [ -e "
                                + Shell.quoted(place.toString()) + " ] || : >" + Shell.quoted(place.toString()));
        mounts.add(
                "mount --bind " + Shell.quoted(source.toRealPath().toString()) + " " + Shell.quoted(place.toString()));
        if (readOnly) {
            mounts.add("mount -o remount,ro,bind " + Shell.quoted(place.toString()));
        }
    }

    String name() {
        return service.name();
    }

    String address() {
        return address;
    }

    ComposeFile.Service service() {
        return service;
    }

    /** Starts its process, and returns when it has its network. */
    void start() throws IOException, InterruptedException {
        start(service.command().isEmpty() ? image.command() : service.command());
    }

    /** {@code docker compose run --rm --no-deps}: another command in its place; answers what it has printed when it has ended. */
    String run(List<String> command) throws IOException, InterruptedException {
        int before = Files.readString(log()).length();
        start(command);
        Process running = Objects.requireNonNull(process);
        if (!running.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException(command + " does not end");
        }
        String printed = Files.readString(log()).substring(before);
        if (running.exitValue() != 0) {
            throw new IOException(command + " ended with " + running.exitValue() + ": " + printed);
        }
        return printed;
    }

    private void start(List<String> arguments) throws IOException, InterruptedException {
        List<String> script = new ArrayList<>();
        script.add("set -e");
        // A root that is no mount is in no list of mounts, by which Java finds the disk of a file.
        script.add("mount --bind " + Shell.quoted(rootFolder.toString()) + " " + Shell.quoted(rootFolder.toString()));
        script.addAll(mounts);
        script.add(
                "mount -t proc proc " + Shell.quoted(rootFolder.resolve("proc").toString()));
        script.add(
                "mount --rbind /dev " + Shell.quoted(rootFolder.resolve("dev").toString()));
        script.add("ip link set lo up");
        script.add("echo namespaces are there >"
                + Shell.quoted(folder.resolve("unshared").toString()));
        script.add("until ip link show eth0 >/dev/null 2>&1; do sleep 0.05; done");
        script.add("ip addr add " + address + "/24 dev eth0; ip link set eth0 up");
        // Where this machine allows fewer, as many as it allows.
        script.add("ulimit -n " + service.openFiles() + " 2>/dev/null || ulimit -n $(ulimit -Hn)");
        List<String> command =
                new ArrayList<>(service.entrypoint().isEmpty() ? image.entrypoint() : service.entrypoint());
        command.addAll(arguments);
        script.add("exec " + inside(command, image.workingFolder()));
        Files.deleteIfExists(folder.resolve("unshared"));
        Process started = new ProcessBuilder(
                        "unshare",
                        "--net",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "sh",
                        "-c",
                        String.join("\n", script))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        process = started;
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(folder.resolve("unshared")) || !started.isAlive());
        if (!started.isAlive()) {
            throw new IOException(name() + " did not start: " + Files.readString(log()));
        }
        lan.plug(pid(started), address);
    }

    /** Behind a chroot, as the image's user. */
    private String inside(List<String> command, String workingFolder) {
        List<String> words = new ArrayList<>(List.of("chroot", rootFolder.toString()));
        words.addAll(asUser(command, workingFolder));
        return Shell.quoted(words);
    }

    private List<String> asUser(List<String> command, String workingFolder) {
        List<String> words = new ArrayList<>(List.of(
                "/usr/bin/setpriv",
                "--reuid=" + service.user().orElse(String.valueOf(image.userId())),
                "--regid=" + image.groupId(),
                "--clear-groups",
                "--inh-caps=-all",
                "/usr/bin/env",
                "-i"));
        environment.forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(List.of("/bin/sh", "-c", "cd " + workingFolder + "; exec \"$@\"", "sh"));
        words.addAll(command);
        return words;
    }

    private static long pid(Process unshare) throws IOException {
        return unshare.children()
                .findFirst()
                .orElseThrow(() -> new IOException("the container has no process"))
                .pid();
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Whether the health check of the Compose file says so, asked in the container with its shell. */
    boolean isHealthy() throws IOException, InterruptedException {
        Process running = process;
        ComposeFile.HealthCheck check = service.healthCheck().orElseThrow();
        if (running == null || !running.isAlive()) {
            return false;
        }
        List<String> test = check.test();
        List<String> command =
                test.get(0).equals("CMD-SHELL") ? List.of("/bin/sh", "-c", test.get(1)) : test.subList(1, test.size());
        List<String> words = new ArrayList<>(List.of(
                "nsenter", "--target", String.valueOf(pid(running)), "--mount", "--net", "--pid", "--root", "--wd"));
        words.addAll(asUser(command, "/"));
        Process asking = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("health.log").toFile()))
                .start();
        if (!asking.waitFor(check.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
            asking.destroyForcibly();
            return false;
        }
        return asking.exitValue() == 0;
    }

    /** Runs a command in the container as its user, and answers what it prints. */
    String execute(List<String> command) throws IOException, InterruptedException {
        Process running = process;
        if (running == null) {
            throw new IOException(name() + " does not run");
        }
        List<String> words = new ArrayList<>(List.of(
                "nsenter", "--target", String.valueOf(pid(running)), "--mount", "--net", "--pid", "--root", "--wd"));
        words.addAll(asUser(command, image.workingFolder()));
        return Shell.run(words.toArray(String[]::new));
    }

    /** Sends the image's stop signal, and answers whether it ended within its grace. It has ended in any case when this returns. */
    boolean stop() throws IOException, InterruptedException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return true;
        }
        Shell.run("kill", "-" + image.stopSignal(), String.valueOf(pid(running)));
        boolean ended = running.waitFor(service.stopGrace().toMillis(), TimeUnit.MILLISECONDS);
        kill();
        return ended;
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly().waitFor();
        }
    }

    Path log() {
        return folder.resolve("output.log");
    }
}
