package android.content;

/** Signatures of Android's API 26, as far as the example store needs them. */
public final class ContentValues {

    public native void put(String key, String value);

    public native void put(String key, Integer value);

    public native void put(String key, Long value);

    public native void put(String key, byte[] value);
}
