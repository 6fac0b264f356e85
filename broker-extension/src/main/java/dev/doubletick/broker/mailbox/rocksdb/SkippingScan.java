package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.rocksdb.RocksDBException;

/**
 * Reads all of a sorted table that has unreadable blocks. A block that cannot be read stops an iterator, and so does every
 * search for a key in it; behind it, searching works again. Where that is, is found by trying keys: in growing steps, and then
 * by halving.
 */
final class SkippingScan {

    /** Longer than any key of the store. */
    private static final int KEY_BYTES = 192;

    private static final BigInteger END = BigInteger.ONE.shiftLeft(8 * KEY_BYTES);

    private SkippingScan() {}

    /** An iterator over a table. */
    interface Cursor {
        void seek(byte[] key);

        /** False at the end and at unreadable places. */
        boolean isValid();

        void next();

        /** Throws if it stopped at an unreadable place. */
        void status() throws RocksDBException;

        /** Takes the current key and value. */
        void take() throws RocksDBException, IOException;

        byte[] key();
    }

    /**
     * Reads on to the end.
     *
     * @return how many unreadable places were passed over
     */
    static long run(Cursor cursor) throws RocksDBException, IOException {
        long skipped = 0;
        BigInteger from = BigInteger.ZERO;
        while (from.compareTo(END) < 0) {
            cursor.seek(toKey(from));
            BigInteger at = from;
            for (; cursor.isValid(); cursor.next()) {
                at = toNumber(cursor.key());
                cursor.take();
            }
            if (readable(cursor)) {
                return skipped;
            }
            skipped++;
            from = behind(cursor, at);
        }
        return skipped;
    }

    /** The lowest key above this one from which the table can be read. */
    private static BigInteger behind(Cursor cursor, BigInteger last) {
        BigInteger bad = last;
        BigInteger step = BigInteger.ONE;
        BigInteger good = last.add(step);
        while (good.compareTo(END) < 0 && !readable(cursor, good)) {
            bad = good;
            step = step.shiftLeft(1);
            good = last.add(step);
        }
        while (good.subtract(bad).compareTo(BigInteger.ONE) > 0) {
            BigInteger middle = good.add(bad).shiftRight(1);
            if (middle.compareTo(END) >= 0 || readable(cursor, middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    private static boolean readable(Cursor cursor, BigInteger from) {
        cursor.seek(toKey(from));
        return cursor.isValid() || readable(cursor);
    }

    private static boolean readable(Cursor cursor) {
        try {
            cursor.status();
            return true;
        } catch (RocksDBException e) {
            return false;
        }
    }

    private static BigInteger toNumber(byte[] key) {
        return new BigInteger(1, Arrays.copyOf(key, KEY_BYTES));
    }

    private static byte[] toKey(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] key = new byte[KEY_BYTES];
        int length = Math.min(bytes.length, KEY_BYTES);
        System.arraycopy(bytes, bytes.length - length, key, KEY_BYTES - length, length);
        return key;
    }
}
