package dev.doubletick.sdk.store;

/** Lists of phones that the SDK keeps in the store. The names are for the database: they never change. */
public enum PhoneList {
    /** Those that are blocked. */
    BLOCKED("blocked"),
    /** Those that the server has in its copy of the address book. */
    SHARED("shared");

    private final String text;

    PhoneList(String text) {
        this.text = text;
    }

    /** The name, as it is stored. */
    public String text() {
        return text;
    }
}
