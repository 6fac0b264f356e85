package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native part, loaded so that it bears another version of itself in the same process. The broker has one, and uses it
 * when its sessions are in files. Both mark 250 symbols as unique in the process: functions of the one then free blocks of the
 * other, and the process dies.
 */
final class NativeLibrary {

    private NativeLibrary() {}

    /**
     * Loads it, before anything else of RocksDB is used.
     *
     * @throws UncheckedIOException if it cannot be unpacked into the folder {@code java.io.tmpdir}
     */
    static void load() {
        try {
            byte[] library = read(Environment.getJniLibraryFileName("rocksdb"));
            if (library == null || !ElfSymbols.isElf(library)) {
                RocksDB.loadLibrary();
                return;
            }
            new ElfSymbols(library).makeUniqueOnesItsOwn();
            load(library);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "RocksDB's native library cannot be unpacked into " + System.getProperty("java.io.tmpdir"), e);
        }
    }

    private static byte @Nullable [] read(String name) throws IOException {
        try (InputStream resource = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
            return resource == null ? null : resource.readAllBytes();
        }
    }

    private static void load(byte[] library) throws IOException {
        Path folder = Files.createTempDirectory("doubletick-rocksdb");
        try {
            Path file = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
            try {
                Files.write(file, library);
                RocksDB.loadLibrary(List.of(folder.toString()));
            } finally {
                // What is loaded stays, and a killed process leaves nothing behind.
                Files.deleteIfExists(file);
            }
        } finally {
            Files.deleteIfExists(folder);
        }
    }
}
