package dev.doubletick.standalone.data;

import dev.doubletick.broker.mailbox.MailboxPath;
import dev.doubletick.standalone.StandaloneException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds all state, locked against a second process until it is closed. The lock is the operating
 * system's: it is gone with the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {

    /** The name of the file in which the operator finds the operator token. */
    public static final String OPERATOR_TOKEN = "operator-token";

    /** PostgreSQL's starter hands paths to a shell in double quotes. */
    private static final String UNUSABLE_CHARACTERS = "\"$`\\\n\r";

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Creates the folder if need be, for its owner only, and locks it.
     *
     * @throws StandaloneException if it cannot be created or written to, or is in use
     */
    public static DataFolder open(Path folder) {
        try {
            Path path = Files.createDirectories(folder.toAbsolutePath()).toRealPath();
            if (path.toString().chars().anyMatch(c -> UNUSABLE_CHARACTERS.indexOf(c) >= 0)) {
                throw new StandaloneException("The path of the data folder may not contain any of \" $ ` \\: " + path);
            }
            MailboxPath.refusal(path).ifPresent(sentence -> {
                throw new StandaloneException("The data folder " + folder + " cannot be used: " + sentence);
            });
            FileChannel lockFile =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                lockFile.close();
                throw new StandaloneException("The data folder " + path + " is in use by another doubletick.");
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            return new DataFolder(path, lockFile);
        } catch (IOException e) {
            throw new StandaloneException("The data folder " + folder + " cannot be used: " + e + ".", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held within this very process.
            return null;
        }
    }

    /** Absolute, without symbolic links. */
    public Path path() {
        return path;
    }

    /** A folder in it, created if need be. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new StandaloneException("The folder " + path.resolve(name) + " cannot be created: " + e + ".", e);
        }
    }

    /**
     * Reads a secret, or makes it at the first start. The file has mode 600.
     *
     * @param maker makes the text of a new one
     */
    public String secret(String name, Supplier<String> maker) {
        Path file = path.resolve(name);
        try {
            if (!Files.exists(file)) {
                write(file, maker.get());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StandaloneException("The file " + file + " cannot be read or written: " + e + ".", e);
        }
    }

    /** The same for 256 random bits in base64. */
    public String secret(String name, SecureRandom random) {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        return secret(name, () -> Base64.getEncoder().encodeToString(bits));
    }

    /** All at once, so that a process that dies in the middle leaves no half secret behind. */
    private void write(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(
                path,
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(temporary, text + "\n");
            Files.move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Unlocks it. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new StandaloneException("The data folder " + path + " could not be unlocked: " + e + ".", e);
        }
    }
}
