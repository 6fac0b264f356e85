package android.database.sqlite;

import java.io.Closeable;

/** Signatures of Android's API 26, as far as the example store needs them. */
public final class SQLiteStatement implements Closeable {

    private SQLiteStatement() {}

    public native void bindLong(int index, long value);

    public native void bindBlob(int index, byte[] value);

    public native void bindString(int index, String value);

    public native int executeUpdateDelete();

    public native long executeInsert();

    @Override
    public native void close();
}
