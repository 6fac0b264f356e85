package dev.doubletick.settings;

import java.util.Locale;

/**
 * One setting.
 *
 * @param variable the environment variable, {@code DOUBLETICK_…}
 * @param server who reads it
 * @param type what its value is, with its unit, in words
 * @param fallback what holds if it is not set, in words
 * @param meaning one sentence
 * @param secret whether {@code …_FILE} may name a file that holds it
 */
public record Setting(String variable, Server server, String type, String fallback, String meaning, boolean secret) {

    static final String PREFIX = "DOUBLETICK_";
    static final String FILE = "_FILE";

    /** The key of the same setting in the broker's {@code doubletick.properties}: {@code database.url} for DOUBLETICK_DATABASE_URL. */
    boolean isKey(String key) {
        String named = PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        return isVariable(named);
    }

    boolean isVariable(String name) {
        return variable.equals(name) || (secret && (variable + FILE).equals(name));
    }
}
