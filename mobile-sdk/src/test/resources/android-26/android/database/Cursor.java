package android.database;

import java.io.Closeable;

/** Signatures of Android's API 26, as far as the example store needs them. */
public interface Cursor extends Closeable {

    boolean moveToNext();

    int getColumnIndexOrThrow(String columnName);

    String getString(int columnIndex);

    int getInt(int columnIndex);

    long getLong(int columnIndex);

    byte[] getBlob(int columnIndex);

    boolean isNull(int columnIndex);

    @Override
    void close();
}
