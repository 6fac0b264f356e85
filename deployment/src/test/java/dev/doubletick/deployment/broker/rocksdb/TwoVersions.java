package dev.doubletick.deployment.broker.rocksdb;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Works with the broker's RocksDB and with the extension's, turn by turn, each in a class loader of its own as in the broker. Its
 * arguments are a folder, the compiled tests, the extension's jar, then the broker's jars.
 */
public final class TwoVersions {

    static final String DONE = "both work";

    private TwoVersions() {}

    public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
        Path folder = Path.of(arguments[0]);
        URL tests = url(arguments[1]);
        URL extension = url(arguments[2]);
        URL[] broker = Arrays.stream(arguments).skip(3).map(TwoVersions::url).toArray(URL[]::new);
        URL[] logging = Arrays.stream(broker)
                .filter(jar -> jar.getPath().contains("slf4j-api"))
                .toArray(URL[]::new);
        ClassLoader java = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader shared = new URLClassLoader(logging, java);
                URLClassLoader theirs = new URLClassLoader(and(tests, broker), java);
                URLClassLoader ours = new URLClassLoader(and(tests, extension), shared)) {
            for (int turn = 0; turn < 2; turn++) {
                work(theirs, StoreWork.class, folder.resolve("theirs" + turn));
                work(ours, MailboxWork.class, folder.resolve("ours" + turn).resolve("mailbox"));
            }
        }
        System.out.println(DONE);
    }

    private static void work(ClassLoader loader, Class<? extends Runnable> what, Path folder)
            throws ReflectiveOperationException {
        Class<?> loaded = loader.loadClass(what.getName());
        ((Runnable) loaded.getConstructor(Path.class).newInstance(folder)).run();
    }

    private static URL[] and(URL first, URL... more) {
        URL[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = first;
        return all;
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}
