package dev.doubletick.deployment.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that run a broker run it on the libraries that it has where it is deployed. Where they do not, the difference stands here,
 * with its reason.
 */
class BrokerVersionsIT {

    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.-]*)\\.jar");

    /** The extension brings its own, and is tested with what it brings. */
    private static final Set<String> BROUGHT = Set.of("rocksdbjni");
    /** Embedded PostgreSQL cannot be unpacked with those that the broker brings. Nothing of the extension uses them. */
    private static final Set<String> POSTGRES = Set.of("commons-lang3", "commons-io", "commons-compress");
    /** An app's own: the library is tested on what it asks for. Kotlin comes with OkHttp. */
    private static final Set<String> SDK = Set.of("slf4j-api", "jul-to-slf4j", "kotlin-stdlib");
    /**
     * The registration service is deployed on versions of its own, the newest, and its tests and the trial have both servers in one
     * process. In the trial the broker therefore runs on the service's; StockBrokerIT plays the same on the broker's.
     */
    private static final Set<String> SERVICE = Set.of(
            "netty-buffer",
            "netty-codec",
            "netty-codec-http",
            "netty-common",
            "netty-handler",
            "netty-resolver",
            "netty-transport",
            "netty-transport-native-unix-common",
            "jackson-annotations",
            "jackson-core",
            "jackson-databind",
            "guava",
            "failureaccess",
            "j2objc-annotations",
            "jctools-core",
            "kotlin-stdlib",
            "slf4j-api",
            "jul-to-slf4j",
            "logback-classic",
            "logback-core");

    record Module(String folder, List<Set<String>> differences) {

        Set<String> allowed() {
            Set<String> all = new TreeSet<>();
            differences.forEach(all::addAll);
            return all;
        }

        @Override
        public String toString() {
            return folder;
        }
    }

    static List<Module> modules() {
        return List.of(
                new Module("broker-extension", List.of(BROUGHT, POSTGRES)),
                new Module("mobile-sdk", List.of(BROUGHT, POSTGRES, SDK)),
                new Module("registration-service", List.of(BROUGHT, POSTGRES, SERVICE)),
                new Module("standalone", List.of(BROUGHT, POSTGRES, SERVICE)));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void areTheBrokersOwn(Module module) throws IOException {
        Map<String, String> broker = versions(StockBroker.jars());
        Map<String, String> tests = versions(List.of(Files.readString(
                                StockBroker.ROOT.resolve(module.folder()).resolve("target/test-class-path"))
                        .strip()
                        .split(File.pathSeparator))
                .stream()
                .map(Path::of)
                .toList());
        assertThat(tests).containsKey("hivemq-community-edition-embedded");

        Set<String> different = new TreeSet<>();
        broker.forEach((library, version) -> {
            String tested = tests.get(library);
            if (tested != null && !tested.equals(version)) {
                different.add(library);
            }
        });

        assertThat(different).isEqualTo(module.allowed());
    }

    /** What a folder or class path holds, by its name without the version. */
    private static Map<String, String> versions(List<Path> jars) {
        Map<String, String> versions = new TreeMap<>();
        for (Path jar : jars) {
            Matcher name = JAR.matcher(String.valueOf(jar.getFileName()));
            if (name.matches()) {
                versions.put(name.group(1), name.group(2));
            }
        }
        return versions;
    }
}
