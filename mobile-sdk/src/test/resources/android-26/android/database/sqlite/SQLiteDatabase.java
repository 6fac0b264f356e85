package android.database.sqlite;

import android.content.ContentValues;
import android.database.Cursor;
import android.database.DatabaseErrorHandler;
import java.io.Closeable;

/** Signatures of Android's API 26, as far as the example store needs them. */
public final class SQLiteDatabase implements Closeable {

    public static final int CONFLICT_IGNORE = 4;
    public static final int CREATE_IF_NECESSARY = 0x10000000;
    public static final int ENABLE_WRITE_AHEAD_LOGGING = 0x20000000;

    public interface CursorFactory {}

    private SQLiteDatabase() {}

    public static native SQLiteDatabase openDatabase(
            String path, CursorFactory factory, int flags, DatabaseErrorHandler errorHandler);

    public native void execSQL(String sql);

    public native int getVersion();

    public native void setVersion(int version);

    public native void beginTransactionNonExclusive();

    public native void setTransactionSuccessful();

    public native void endTransaction();

    public native long insertWithOnConflict(
            String table, String nullColumnHack, ContentValues initialValues, int conflictAlgorithm);

    public native SQLiteStatement compileStatement(String sql);

    public native Cursor rawQuery(String sql, String[] selectionArgs);

    @Override
    public native void close();
}
