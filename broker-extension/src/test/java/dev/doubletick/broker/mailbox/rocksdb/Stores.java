package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Store folders in tests. */
final class Stores {

    private Stores() {}

    /** Small buffers, so that files of every kind come into being. */
    static RocksMailboxConfig.Builder config(Path directory) {
        return RocksMailboxConfig.builder(directory).diskReserveBytes(0).writeBufferBytes(1 << 20);
    }

    /** A copy as it would be found after the process was killed; nothing may write meanwhile. */
    static Path copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(dir)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
                } catch (NoSuchFileException e) {
                    // RocksDB deletes old files whenever it likes.
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return to;
    }

    /** A copy during which RocksDB did not move anything about in the background. */
    static Path copyOfAMoment(Path from, Path to) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            Path copy = to.resolveSibling(to.getFileName() + "-" + attempt);
            try {
                Map<String, Long> before = sizes(from);
                copy(from, copy);
                if (sizes(from).equals(before) && sizes(copy).equals(before)) {
                    Files.move(copy, to);
                    return to;
                }
            } catch (NoSuchFileException e) {
                // Removed between the look into the folder and the look at the file: not at rest.
            }
        }
        throw new AssertionError("the store does not come to rest");
    }

    /** The store's files with this ending, oldest first. */
    static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** The data files with their sizes. */
    static Map<String, Long> sizes(Path directory) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches(".*[.](sst|log)|MANIFEST.*")) {
                    sizes.put(name, Files.size(file));
                }
            }
        }
        return sizes;
    }

    /** The log that is being written. */
    static Path lastLog(Path directory) throws IOException {
        List<Path> logs = WalScan.files(directory);
        return logs.get(logs.size() - 1);
    }
}
