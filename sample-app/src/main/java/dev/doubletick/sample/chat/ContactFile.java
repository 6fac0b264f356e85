package dev.doubletick.sample.chat;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.wording.PhoneBook;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The contacts as a properties file: number without the plus, and name. */
final class ContactFile {

    private final Path file;
    private final PhoneBook contacts = new PhoneBook();

    private ContactFile(Path file) {
        this.file = file;
    }

    /** @throws IOException if there is a file that cannot be read */
    static ContactFile read(Path file) throws IOException {
        ContactFile read = new ContactFile(file);
        if (Files.exists(file)) {
            Properties names = new Properties();
            try (Reader in = Files.newBufferedReader(file)) {
                names.load(in);
            }
            names.forEach((digits, name) -> PhoneNumber.tryDigits(digits.toString())
                    .ifPresent(phone -> read.contacts.add(phone, name.toString())));
        }
        return read;
    }

    PhoneBook contacts() {
        return contacts;
    }

    /** Adds or renames a contact, for good. */
    void add(PhoneNumber phone, String name) throws IOException {
        contacts.add(phone, name);
        Properties names = new Properties();
        contacts.entries().forEach((number, called) -> names.setProperty(number.digits(), called));
        try (Writer out = Files.newBufferedWriter(file)) {
            names.store(out, null);
        }
    }
}
