package dev.doubletick.operator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A new CSV file for credentials, which are known nowhere else: with the header {@code phone,credential}, for the eyes of its
 * owner only. It is made before any credential is asked for, and goes again if there is none to keep.
 */
final class CredentialFile implements AutoCloseable {

    static final String HEADER = "phone,credential\n";

    private final Path file;
    private final BufferedWriter writer;
    private boolean empty = true;

    private CredentialFile(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /** @throws CommandException if it exists already or cannot be made */
    static CredentialFile create(Path file) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new CredentialFile(file, Files.newBufferedWriter(file, StandardCharsets.US_ASCII));
        } catch (FileAlreadyExistsException e) {
            throw new CommandException("The file " + file + " exists already.", e);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /**
     * Writes lines, and makes sure that they are in the file.
     *
     * @param lines complete ones, without a header
     */
    void append(String lines) {
        try {
            if (empty) {
                writer.write(HEADER);
                empty = false;
            }
            writer.write(lines);
            writer.flush();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /**
     * The same for a whole answer of the service.
     *
     * @throws CommandException if it is something else than credentials
     */
    void appendCsv(String answer) {
        if (!answer.startsWith(HEADER)) {
            throw new CommandException(
                    "The answer has no credentials in it: is that a doubletick registration service?");
        }
        append(answer.substring(HEADER.length()));
    }

    /** Deletes it again if there is no credential in it. */
    @Override
    public void close() {
        try {
            writer.close();
            if (empty) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static CommandException unwritable(Path file, IOException e) {
        return new CommandException("The file " + file + " cannot be written: " + e + ".", e);
    }
}
