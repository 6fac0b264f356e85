package android.database.sqlite;

import android.database.SQLException;

/** Signatures of Android's API 26, as far as the example store needs them. */
public class SQLiteException extends SQLException {}
