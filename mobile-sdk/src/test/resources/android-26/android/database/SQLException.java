package android.database;

/** Signatures of Android's API 26, as far as the example store needs them. */
public class SQLException extends RuntimeException {}
