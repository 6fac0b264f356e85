package dev.doubletick.deployment.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import dev.doubletick.deployment.broker.neighbour.NeighbourExtension;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Makes the folder of another extension: one jar, with libraries in the versions that the build laid out for it. */
final class Neighbour {

    private static final Path LIBRARIES = Path.of("target", "neighbour");

    private Neighbour() {}

    /** @param folder to make, in the broker's folder of extensions */
    static void moveIn(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("hivemq-extension.xml"),
                "<hivemq-extension><id>neighbour</id><name>Neighbour</name><version>1</version></hivemq-extension>");
        Set<String> written = new HashSet<>();
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("neighbour.jar")))) {
            add(jar, written, "META-INF/services/" + ExtensionMain.class.getName());
            jar.write(NeighbourExtension.class.getName().getBytes(StandardCharsets.US_ASCII));
            String main = NeighbourExtension.class.getName().replace('.', '/') + ".class";
            add(jar, written, main);
            try (InputStream compiled =
                    NeighbourExtension.class.getClassLoader().getResourceAsStream(main)) {
                compiled.transferTo(jar);
            }
            for (Path library : libraries()) {
                copy(library, jar, written);
            }
        }
    }

    static List<Path> libraries() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            return jars.sorted().toList();
        }
    }

    private static void copy(Path library, JarOutputStream into, Set<String> written) throws IOException {
        try (JarInputStream jar = new JarInputStream(Files.newInputStream(library))) {
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                if (!entry.isDirectory() && written.add(entry.getName())) {
                    into.putNextEntry(new JarEntry(entry.getName()));
                    jar.transferTo((OutputStream) into);
                }
            }
        }
    }

    private static void add(JarOutputStream jar, Set<String> written, String name) throws IOException {
        written.add(name);
        jar.putNextEntry(new JarEntry(name));
    }
}
