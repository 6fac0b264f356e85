package dev.doubletick.registration.push.provider.webpush;

import java.math.BigInteger;
import java.util.Arrays;

/** The curve of Web Push's keys: NIST P-256, SEC 2 section 2.4.2. */
public final class P256 {

    /** An uncompressed point: 4, x and y (SEC 1 section 2.3.3). */
    public static final int POINT_BYTES = 65;

    private static final int COORDINATE_BYTES = 32;
    private static final BigInteger P =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);

    private P256() {}

    /** Whether these bytes are a point on the curve: y² = x³ - 3x + b. With any other, nothing can be agreed on. */
    public static boolean isPoint(byte[] bytes) {
        if (bytes.length != POINT_BYTES || bytes[0] != 4) {
            return false;
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(bytes, 1, 1 + COORDINATE_BYTES));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(bytes, 1 + COORDINATE_BYTES, POINT_BYTES));
        BigInteger right =
                x.pow(3).subtract(x.multiply(BigInteger.valueOf(3))).add(B).mod(P);
        return x.compareTo(P) < 0 && y.compareTo(P) < 0 && y.pow(2).mod(P).equals(right);
    }
}
