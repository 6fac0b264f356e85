package dev.doubletick.settings;

/** Who reads a setting. */
public enum Server {
    BROKER("broker"),
    REGISTRATION("registration service"),
    BOTH("both");

    private final String words;

    Server(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
