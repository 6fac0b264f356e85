package dev.doubletick.certificates;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The file in which both servers find their certificate: a key store in the format PKCS #12 with one key in it. They look every few
 * seconds whether it has changed.
 *
 * @param password the format asks for one, also for the key. It protects nothing that the file's mode does not protect
 */
public record KeyStoreFile(Path file, String password) {

    /** The password where nobody has chosen another. */
    public static final String USUAL_PASSWORD = "doubletick";

    private static final String ALIAS = "server";
    private static final Set<PosixFilePermission> FOR_ITS_OWNER = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOR_ALL = PosixFilePermissions.fromString("rw-r--r--");

    /** @throws IllegalArgumentException with a sentence, if the password is too short for the programs that read it */
    public KeyStoreFile {
        if (password.length() < 6) {
            throw new IllegalArgumentException("The password of a key store has 6 characters or more.");
        }
    }

    /**
     * Replaces what is there, all at once: a reader finds the old one or the new one, never a part.
     *
     * @param forAll whether everybody who can enter the folder may read it (mode 644), as containers must that run under user ids of
     *     their own; otherwise its owner may (mode 600)
     * @throws IOException if it cannot be written; then what was there is still there
     */
    public void write(ServerCertificate certificate, boolean forAll) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = Objects.requireNonNull(target.getParent(), "a file is in a folder");
        Path temporary = Files.createTempFile(
                folder, target.getFileName() + ".", ".new", PosixFilePermissions.asFileAttribute(FOR_ITS_OWNER));
        try {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                store(certificate).store(out, password.toCharArray());
            } catch (GeneralSecurityException e) {
                throw new IOException("this Java cannot write a key store", e);
            }
            Files.setPosixFilePermissions(temporary, forAll ? FOR_ALL : FOR_ITS_OWNER);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private KeyStore store(ServerCertificate certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                ALIAS,
                certificate.key(),
                password.toCharArray(),
                certificate.chain().toArray(new Certificate[0]));
        return store;
    }

    /**
     * What is in it.
     *
     * @throws IllegalArgumentException with a sentence, if it cannot be used
     */
    public ServerCertificate read() {
        KeyStore store = load();
        try {
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.getKey(alias, password.toCharArray());
                Certificate[] chain = store.getCertificateChain(alias);
                if (key instanceof PrivateKey own && chain != null) {
                    return new ServerCertificate(
                            own,
                            Arrays.stream(chain)
                                    .map(X509Certificate.class::cast)
                                    .toList());
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The key in " + file + " has another password than the key store.", e);
        }
        throw new IllegalArgumentException("There is no private key in the key store " + file + ".");
    }

    /**
     * As {@link #read}, as the JDK has it.
     *
     * @throws IllegalArgumentException with a sentence, if it cannot be used
     */
    public KeyStore load() {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return store;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("The key store " + file + " does not exist.", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    e.getCause() instanceof GeneralSecurityException
                            ? "The key store " + file + " has another password."
                            : "The key store " + file + " cannot be read, or is no PKCS #12 file: " + e.getMessage()
                                    + ".",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The key store " + file + " is of an unknown kind.", e);
        }
    }

    /**
     * What a server needs to speak TLS with it, as it is now.
     *
     * @throws IllegalArgumentException with a sentence, if it cannot be used
     */
    public SSLContext serverContext() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(), password.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "The key in " + file + " cannot be used for TLS: " + e.getMessage() + ".", e);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return file.toString();
    }
}
