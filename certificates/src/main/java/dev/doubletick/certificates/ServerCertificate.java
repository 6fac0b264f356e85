package dev.doubletick.certificates;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.util.IPAddress;

/**
 * What a server shows of itself: its certificate with those that vouch for it, and the key that belongs to it.
 *
 * @param chain the server's own certificate first, each issued by the next; the root may be left out
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    /** @throws IllegalArgumentException with a sentence, if the key or the chain does not fit */
    public ServerCertificate {
        chain = List.copyOf(chain);
        if (!fits(key, chain.get(0))) {
            throw new IllegalArgumentException("The private key does not belong to the certificate for "
                    + subject(chain.get(0)) + "; most likely one of the two files is from another time.");
        }
        for (int i = 1; i < chain.size(); i++) {
            if (!isIssuedBy(chain.get(i - 1), chain.get(i))) {
                throw new IllegalArgumentException("The certificates are not a chain: the one for "
                        + subject(chain.get(i - 1)) + " was not issued by the one after it, for "
                        + subject(chain.get(i)) + ".");
            }
        }
    }

    /**
     * Reads the files that certbot and its like leave behind.
     *
     * @param chain the certificates, such as {@code fullchain.pem}
     * @param key the key, not encrypted, such as {@code privkey.pem}
     * @throws IllegalArgumentException with a sentence, if a file cannot be used or they do not fit
     */
    public static ServerCertificate ofPem(Path chain, Path key) {
        return new ServerCertificate(PemFile.privateKey(key), PemFile.certificates(chain));
    }

    /** @throws IllegalArgumentException with a sentence, if one of the certificates does not hold now */
    public void requireValid(Instant now) {
        for (X509Certificate certificate : chain) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant until = certificate.getNotAfter().toInstant();
            if (now.isAfter(until)) {
                throw new IllegalArgumentException(
                        "The certificate for " + subject(certificate) + " ended at " + until + ".");
            }
            if (now.isBefore(from)) {
                throw new IllegalArgumentException("The certificate for " + subject(certificate) + " begins at " + from
                        + "; does the clock of this machine go right?");
            }
        }
    }

    /** @throws IllegalArgumentException with a sentence, if a phone that calls this host would not believe it */
    public void requireFor(String host) {
        if (!isFor(host)) {
            throw new IllegalArgumentException("The certificate is not for " + host + " but for " + names()
                    + "; phones that call " + host + " would not believe it.");
        }
    }

    /** RFC 6125: one of the alternative names, of which a wildcard stands for exactly one label. */
    private boolean isFor(String host) {
        if (IPAddress.isValid(host)) {
            return names(IP_ADDRESS).anyMatch(name -> address(name).equals(address(host)));
        }
        String lower = host.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        String wildcard = dot < 0 ? lower : "*" + lower.substring(dot);
        return names(DNS_NAME)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.equals(lower) || name.equals(wildcard));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is no IP address.", e);
        }
    }

    private String names() {
        String names = Stream.concat(names(DNS_NAME), names(IP_ADDRESS)).collect(Collectors.joining(", "));
        return names.isEmpty() ? "no host at all" : names;
    }

    /** The alternative names of a kind (RFC 5280, 4.2.1.6). */
    private Stream<String> names(int kind) {
        try {
            Collection<List<?>> alternatives = chain.get(0).getSubjectAlternativeNames();
            return alternatives == null
                    ? Stream.empty()
                    : alternatives.stream()
                            .filter(name -> name.get(0).equals(kind))
                            .map(name -> (String) name.get(1));
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException(
                    "The certificate for " + subject(chain.get(0)) + " has names that cannot be read.", e);
        }
    }

    /** When the server's own certificate ends. */
    public Instant until() {
        return chain.get(0).getNotAfter().toInstant();
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        try {
            byte[] text = {1, 2, 3};
            String algorithm =
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    };
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Of another kind, for example.
            return false;
        }
    }
}
