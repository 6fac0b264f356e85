package dev.doubletick.registration.push.fake;

import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The receiving end of a Web Push subscription: its keys, and decryption as RFC 8291 and RFC 8188 want it. */
public final class Subscriber {

    private static final int POINT_BYTES = 65;
    private static final int SALT_BYTES = 16;
    private static final int COORDINATE_BYTES = 32;
    private static final int TAG_BITS = 128;

    private final URI endpoint;
    private final KeyPair keys;
    private final byte[] auth;

    private Subscriber(URI endpoint, KeyPair keys, byte[] auth) {
        this.endpoint = endpoint;
        this.keys = keys;
        this.auth = auth;
    }

    static Subscriber create(URI endpoint) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            byte[] auth = new byte[16];
            new SecureRandom().nextBytes(auth);
            return new Subscriber(endpoint, generator.generateKeyPair(), auth);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    /** The public key, base64url. */
    public String p256dh() {
        return base64(point((ECPublicKey) keys.getPublic()));
    }

    /** The authentication secret, base64url. */
    public String auth() {
        return base64(auth);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String decrypt(byte[] body) throws GeneralSecurityException {
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] salt = new byte[SALT_BYTES];
        in.get(salt);
        in.getInt(); // The record size: there is one record.
        byte[] sender = new byte[Byte.toUnsignedInt(in.get())];
        in.get(sender);
        byte[] encrypted = new byte[in.remaining()];
        in.get(encrypted);

        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(keys.getPrivate());
        agreement.doPhase(publicKey(sender), true);
        byte[] info = ByteBuffer.allocate(14 + 2 * POINT_BYTES)
                .put("WebPush: info\0".getBytes(StandardCharsets.US_ASCII))
                .put(point((ECPublicKey) keys.getPublic()))
                .put(sender)
                .array();
        byte[] secret = expand(hmac(auth, agreement.generateSecret()), info, 32);
        byte[] pseudoRandom = hmac(salt, secret);
        byte[] key = expand(pseudoRandom, "Content-Encoding: aes128gcm\0".getBytes(StandardCharsets.US_ASCII), 16);
        byte[] nonce = expand(pseudoRandom, "Content-Encoding: nonce\0".getBytes(StandardCharsets.US_ASCII), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        byte[] padded = cipher.doFinal(encrypted);
        int end = padded.length;
        while (end > 0 && padded[end - 1] == 0) {
            end--;
        }
        if (end == 0 || padded[end - 1] != 2) {
            throw new GeneralSecurityException("the last record ends with 2");
        }
        return new String(padded, 0, end - 1, StandardCharsets.UTF_8);
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    /** HKDF-Expand (RFC 5869) for one block. */
    private static byte[] expand(byte[] pseudoRandom, byte[] info, int length) throws GeneralSecurityException {
        byte[] data = Arrays.copyOf(info, info.length + 1);
        data[info.length] = 1;
        return Arrays.copyOf(hmac(pseudoRandom, data), length);
    }

    private static PublicKey publicKey(byte[] point) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(
                        new ECPoint(
                                new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + COORDINATE_BYTES)),
                                new BigInteger(1, Arrays.copyOfRange(point, 1 + COORDINATE_BYTES, POINT_BYTES))),
                        parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static byte[] point(ECPublicKey key) {
        return ByteBuffer.allocate(POINT_BYTES)
                .put((byte) 4)
                .put(coordinate(key.getW().getAffineX()))
                .put(coordinate(key.getW().getAffineY()))
                .array();
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] coordinate = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, coordinate, COORDINATE_BYTES - length, length);
        return coordinate;
    }
}
