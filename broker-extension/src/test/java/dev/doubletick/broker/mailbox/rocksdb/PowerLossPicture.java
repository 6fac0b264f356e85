package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A store's folder at one moment, and what of it a power loss at that moment must leave.
 *
 * @param when for messages
 * @param files as the process would have read them
 * @param synced how much of a file is on disk for certain; of files that are not here, all
 * @param uncertain what may be gone, because the folder was not synced since it came
 * @param deleted what may be back, because the folder was not synced since it went
 * @param before what was there at the beginning, when all was on disk
 * @param state what the store held
 */
record PowerLossPicture<T>(
        String when,
        Map<String, byte[]> files,
        Map<String, Integer> synced,
        Set<String> uncertain,
        Map<String, byte[]> deleted,
        Map<String, byte[]> before,
        T state) {

    private static final int PAGE = 4096;

    /** Makes a folder as it may be found after the power loss. */
    Path develop(Path to, Random random) throws IOException {
        Files.createDirectories(to);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey();
            if (!uncertain.contains(name) || random.nextBoolean()) {
                Files.write(to.resolve(name), survivor(name, file.getValue(), random));
            }
        }
        for (Map.Entry<String, byte[]> file : deleted.entrySet()) {
            if (random.nextBoolean()) {
                Files.write(to.resolve(file.getKey()), file.getValue());
            }
        }
        return to;
    }

    /** Whether a write to the manifest was under way. */
    boolean manifestUnderWay() {
        return manifest().filter(name -> certain(name) < contents(name).length).isPresent();
    }

    /** As {@link #develop}, with what was not synced of the manifest being there as zeroes. */
    Path developWithHoleInManifest(Path to, Random random) throws IOException {
        develop(to, random);
        String name = manifest().orElseThrow();
        byte[] bytes = contents(name).clone();
        Arrays.fill(bytes, certain(name) + random.nextInt(bytes.length - certain(name)), bytes.length, (byte) 0);
        Files.write(to.resolve(name), bytes);
        return to;
    }

    private Optional<String> manifest() {
        return files.keySet().stream()
                .filter(name -> name.startsWith("MANIFEST"))
                .max(Comparator.naturalOrder());
    }

    private byte[] contents(String name) {
        return Objects.requireNonNull(files.get(name));
    }

    private int certain(String name) {
        return Math.min(synced.getOrDefault(name, contents(name).length), contents(name).length);
    }

    private byte[] survivor(String name, byte[] bytes, Random random) {
        if (name.equals(SyncedMark.FILE)) {
            return markOfTwoTimes(bytes, random);
        }
        int certain = certain(name);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, certain);
            case 1 -> Arrays.copyOf(bytes, certain + random.nextInt(bytes.length - certain + 1));
            // RocksDB takes a hole in its manifest for damage, so that is looked at on its own.
            case 2 -> name.startsWith("MANIFEST") ? bytes : withoutPages(bytes, certain, random);
            default -> bytes;
        };
    }

    /** Each of the two slots may have reached the disk or not. */
    private byte[] markOfTwoTimes(byte[] now, Random random) {
        byte[] mark = Objects.requireNonNull(before.get(SyncedMark.FILE));
        byte[] mixed = now.clone();
        if (random.nextBoolean()) {
            System.arraycopy(mark, 0, mixed, 0, PAGE);
        }
        if (random.nextBoolean()) {
            System.arraycopy(mark, PAGE, mixed, PAGE, Math.min(mark.length, mixed.length) - PAGE);
        }
        return mixed;
    }

    private static byte[] withoutPages(byte[] whole, int from, Random random) {
        byte[] bytes = whole.clone();
        for (int start = from; start < bytes.length; start = (start / PAGE + 1) * PAGE) {
            if (random.nextBoolean()) {
                Arrays.fill(bytes, start, Math.min(bytes.length, (start / PAGE + 1) * PAGE), (byte) 0);
            }
        }
        return bytes;
    }
}
