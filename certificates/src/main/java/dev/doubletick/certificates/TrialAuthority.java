package dev.doubletick.certificates;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import org.bouncycastle.util.io.pem.PemGenerationException;

/**
 * A certificate authority of one's own, for trying: made once, kept in a folder, believed by nobody who was not given its
 * {@code ca.pem}. Elliptic curve keys (P-256), ten years.
 */
public final class TrialAuthority {

    /** The name of the file with its certificate, which clients are to believe. */
    public static final String CERTIFICATE = "ca.pem";

    private static final String KEY = "ca-key.pem";
    private static final Duration LIFE = Duration.ofDays(3650);
    /** Clocks differ. */
    private static final Duration EARLIER = Duration.ofHours(1);

    private static final int SERIAL_BITS = 127;

    private final Path file;
    private final ServerCertificate own;
    private final SecureRandom random;

    private TrialAuthority(Path file, ServerCertificate own, SecureRandom random) {
        this.file = file;
        this.own = own;
        this.random = random;
    }

    /**
     * Finds it in a folder, or makes it there. The key has mode 600.
     *
     * @throws IOException if its files cannot be written
     * @throws IllegalArgumentException with a sentence, if what is there cannot be used
     */
    public static TrialAuthority in(Path folder, Instant now, SecureRandom random) throws IOException {
        Path certificate = folder.resolve(CERTIFICATE);
        Path key = folder.resolve(KEY);
        if (!Files.exists(certificate)) {
            KeyPair pair = keyPair(random);
            X500Name name = new X500Name("CN=Doubletick for trying " + new BigInteger(32, random).toString(16));
            X509Certificate made = sign(
                    new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(SERIAL_BITS, random),
                            time(now.minus(EARLIER)),
                            time(now.plus(LIFE)),
                            name,
                            pair.getPublic()),
                    pair,
                    pair,
                    builder -> {
                        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
                        builder.addExtension(
                                Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
                    });
            // The certificate last: where it is, its key is.
            write(key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)), "rw-------");
            write(certificate, pem(made), "rw-r--r--");
        }
        return new TrialAuthority(certificate, ServerCertificate.ofPem(certificate, key), random);
    }

    /** The file with its certificate. */
    public Path certificateFile() {
        return file;
    }

    /**
     * A certificate for a server, with a key of its own.
     *
     * @param names the hosts that it is for: names or IP addresses
     */
    public ServerCertificate issue(List<String> names, Instant now, Duration life) {
        KeyPair pair = keyPair(random);
        X509Certificate issuer = own.chain().get(0);
        X509Certificate certificate = sign(
                new JcaX509v3CertificateBuilder(
                        X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
                        new BigInteger(SERIAL_BITS, random),
                        time(now.minus(EARLIER)),
                        time(now.plus(life)),
                        new X500Name("CN=Doubletick server"),
                        pair.getPublic()),
                pair,
                new KeyPair(issuer.getPublicKey(), own.key()),
                builder -> {
                    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                    builder.addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
                    builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
                });
        return new ServerCertificate(pair.getPrivate(), List.of(certificate, issuer));
    }

    /** Whether a certificate is one of its own. */
    public boolean issued(ServerCertificate certificate) {
        return certificate
                .chain()
                .get(certificate.chain().size() - 1)
                .equals(own.chain().get(0));
    }

    private static GeneralNames alternatives(Collection<String> names) {
        return new GeneralNames(names.stream()
                .map(name ->
                        new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private interface Extensions {
        void addTo(JcaX509v3CertificateBuilder builder) throws IOException;
    }

    private static X509Certificate sign(
            JcaX509v3CertificateBuilder builder, KeyPair subject, KeyPair issuer, Extensions extensions) {
        try {
            JcaX509ExtensionUtils keys = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, keys.createSubjectKeyIdentifier(subject.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, keys.createAuthorityKeyIdentifier(issuer.getPublic()));
            extensions.addTo(builder);
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate of a known form can be signed", e);
        }
    }

    private static KeyPair keyPair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    /** Not by the default locale, whose digits may be others. */
    private static Time time(Instant instant) {
        return new Time(Date.from(instant), Locale.ROOT);
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (PemGenerationException e) {
            throw new IOException("this Java cannot write PEM", e);
        }
        return text.toString();
    }

    private static void write(Path file, String text, String mode) throws IOException {
        Path temporary = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                file.getFileName() + ".",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(temporary, text);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(mode));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
