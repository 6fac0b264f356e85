package dev.doubletick.sample.phones.handset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The storage of one person's phones, one folder for each phone that they have had: a phone that was lost takes its messages with
 * it.
 */
final class Storage {

    private final Path folder;
    private int phone = 1;

    /** Goes on with the newest phone that there is. */
    Storage(Path folder) {
        this.folder = folder;
        while (Files.isDirectory(folder(phone + 1))) {
            phone++;
        }
        create();
    }

    /** The present phone's database. */
    Path database() {
        return folder(phone).resolve("messages.db");
    }

    /** A new phone, with nothing on it. */
    void replacePhone() {
        phone++;
        create();
    }

    private Path folder(int number) {
        return folder.resolve("phone-" + number);
    }

    private void create() {
        try {
            Files.createDirectories(folder(phone));
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder(phone) + " cannot be created", e);
        }
    }
}
