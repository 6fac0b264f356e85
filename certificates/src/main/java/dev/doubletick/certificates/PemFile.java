package dev.doubletick.certificates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads PEM files (RFC 7468, and the older forms of OpenSSL). All throw {@link IllegalArgumentException} with a sentence. */
final class PemFile {

    private PemFile() {}

    /** The certificates in a file, in their order; at least one. */
    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object part : parts(file)) {
            if (part instanceof X509CertificateHolder holder) {
                try {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                } catch (CertificateException e) {
                    throw new IllegalArgumentException(file + " holds a certificate that cannot be read.", e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("There is no certificate in " + file + ": it should be a PEM file with"
                    + " -----BEGIN CERTIFICATE----- in it, such as certbot's fullchain.pem.");
        }
        return certificates;
    }

    /** The private key in a file. */
    static PrivateKey privateKey(Path file) {
        for (Object part : parts(file)) {
            if (part instanceof PEMEncryptedKeyPair || part instanceof PKCS8EncryptedPrivateKeyInfo) {
                throw new IllegalArgumentException("The private key in " + file + " is encrypted; decrypt it first:"
                        + " openssl pkey -in ENCRYPTED.pem -out privkey.pem");
            }
            if (part instanceof PEMKeyPair pair) {
                return privateKey(file, pair.getPrivateKeyInfo());
            }
            if (part instanceof PrivateKeyInfo info) {
                return privateKey(file, info);
            }
        }
        throw new IllegalArgumentException("There is no private key in " + file + ": it should be a PEM file with"
                + " -----BEGIN PRIVATE KEY----- in it, such as certbot's privkey.pem.");
    }

    private static PrivateKey privateKey(Path file, PrivateKeyInfo info) {
        try {
            return new JcaPEMKeyConverter().getPrivateKey(info);
        } catch (IOException e) {
            throw new IllegalArgumentException("The private key in " + file + " is of an unknown kind.", e);
        }
    }

    private static List<Object> parts(Path file) {
        List<Object> parts = new ArrayList<>();
        // Latin-1, since what is outside the armour may be anything.
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            Object part;
            while ((part = parser.readObject()) != null) {
                parts.add(part);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    Files.isReadable(file) && Files.isRegularFile(file)
                            ? file + " is not a sound PEM file."
                            : "The file " + file + " cannot be read: " + e + ".",
                    e);
        }
        return parts;
    }
}
