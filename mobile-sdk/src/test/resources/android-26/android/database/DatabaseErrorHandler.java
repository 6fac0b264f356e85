package android.database;

import android.database.sqlite.SQLiteDatabase;

/** Signatures of Android's API 26, as far as the example store needs them. */
public interface DatabaseErrorHandler {

    void onCorruption(SQLiteDatabase database);
}
