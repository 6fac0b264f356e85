package dev.doubletick.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the files of certbot and its like to the key store that the servers read. */
class ServerCertificateIT {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Duration LIFE = Duration.ofDays(90);

    @TempDir
    private Path folder;

    private TrialAuthority authority;
    private Path chain;
    private Path key;

    @BeforeEach
    void makeFiles() throws IOException {
        authority = TrialAuthority.in(folder, NOW, new SecureRandom());
        chain = folder.resolve("fullchain.pem");
        key = folder.resolve("privkey.pem");
        ServerCertificate issued = authority.issue(List.of("chat.example.org", "127.0.0.1", "::1"), NOW, LIFE);
        Files.writeString(chain, pem(issued.chain().toArray()));
        Files.writeString(key, pem(new JcaPKCS8Generator(issued.key(), null)));
    }

    private static String pem(Object... objects) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        }
        return text.toString();
    }

    private ServerCertificate read() {
        return ServerCertificate.ofPem(chain, key);
    }

    @Test
    void goesThroughAKeyStoreWithItsWholeChain() throws IOException {
        KeyStoreFile store = new KeyStoreFile(folder.resolve("server.p12"), KeyStoreFile.USUAL_PASSWORD);

        store.write(read(), false);

        assertThat(store.read()).isEqualTo(read());
        assertThat(store.read().chain()).hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.file())))
                .isEqualTo("rw-------");
        store.write(read(), true);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.file())))
                .isEqualTo("rw-r--r--");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("ca.pem", "ca-key.pem", "fullchain.pem", "privkey.pem", "server.p12");
        }
    }

    @Test
    void readsTheFormThatOlderToolsWriteKeysIn() throws IOException {
        PrivateKey same = read().key();
        ECPrivateKey sec1 = new ECPrivateKey(
                256, ((java.security.interfaces.ECPrivateKey) same).getS(), SECObjectIdentifiers.secp256r1);
        Files.writeString(
                key,
                pem(
                        new PemObject("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded()),
                        new PemObject("EC PRIVATE KEY", sec1.getEncoded())));

        assertThat(((java.security.interfaces.ECPrivateKey) read().key()).getS())
                .isEqualTo(((java.security.interfaces.ECPrivateKey) same).getS());
    }

    @Test
    void isForItsNamesOnly() {
        ServerCertificate certificate = read();
        certificate.requireFor("chat.example.org");
        certificate.requireFor("127.0.0.1");
        certificate.requireFor("::1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> certificate.requireFor("other.example.org"))
                .withMessageContaining("not for other.example.org but for")
                .withMessageContaining("chat.example.org");
    }

    @Test
    void isNotValidForEver() {
        ServerCertificate certificate = read();
        certificate.requireValid(NOW.plus(LIFE).minusSeconds(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> certificate.requireValid(NOW.plus(LIFE).plusSeconds(1)))
                .withMessageContaining("ended at 2026-07-30T10:00:00Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> certificate.requireValid(NOW.minus(Duration.ofDays(1))))
                .withMessageContaining("begins at");
    }

    @Test
    void saysWhatIsWrongWithAKey() throws Exception {
        PrivateKey own = read().key();
        Files.writeString(
                key,
                pem(new JcaPKCS8Generator(
                        own,
                        new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                                .setProvider(new BouncyCastleProvider())
                                .setPassword("secret".toCharArray())
                                .build())));
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("is encrypted; decrypt it");

        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        for (PrivateKey other : List.of(
                rsa.generateKeyPair().getPrivate(),
                authority.issue(List.of("chat.example.org"), NOW, LIFE).key())) {
            Files.writeString(key, pem(new JcaPKCS8Generator(other, null)));
            assertThatIllegalArgumentException()
                    .isThrownBy(this::read)
                    .withMessageContaining("does not belong to the certificate");
        }

        Files.writeString(key, Files.readString(chain));
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("no private key in " + key);
        Files.delete(key);
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("cannot be read");
    }

    @Test
    void saysWhatIsWrongWithAChain() throws Exception {
        TrialAuthority other =
                TrialAuthority.in(Files.createDirectory(folder.resolve("other")), NOW, new SecureRandom());
        Files.writeString(
                chain,
                pem(
                        read().chain().get(0),
                        PemFile.certificates(other.certificateFile()).get(0)));
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("are not a chain");

        Files.write(chain, PemFile.certificates(other.certificateFile()).get(0).getEncoded());
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("There is no certificate in");

        Files.writeString(chain, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("not a sound PEM file");
    }

    @Test
    void saysWhatIsWrongWithAKeyStore() throws IOException {
        KeyStoreFile store = new KeyStoreFile(folder.resolve("server.p12"), "one password");
        assertThatIllegalArgumentException().isThrownBy(store::read).withMessageContaining("does not exist");
        store.write(read(), false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyStoreFile(store.file(), "another password").read())
                .withMessageContaining("has another password")
                .withMessageNotContaining("another password.p12");
        Files.writeString(store.file(), "hello");
        assertThatIllegalArgumentException().isThrownBy(store::read).withMessageContaining("no PKCS #12 file");
    }

    @Test
    void anAuthorityIsMadeOnceAndInEveryLanguage() throws IOException {
        TrialAuthority again = TrialAuthority.in(folder, NOW.plus(LIFE), new SecureRandom());
        assertThat(again.issued(read())).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ca-key.pem"))))
                .isEqualTo("rw-------");

        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            TrialAuthority.in(elsewhere, NOW, new SecureRandom())
                    .issue(List.of("localhost"), NOW, LIFE)
                    .requireValid(NOW);
        } finally {
            Locale.setDefault(before);
        }
    }
}
