package dev.doubletick.sdk.store.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The full-text index: one row for each message that has something to find, under its position. */
final class TextIndex {

    /** More words make no search more precise, but slow. */
    private static final int MAX_WORDS = 32;

    private final Database database;

    TextIndex(Database database) {
        this.database = database;
    }

    void put(long position, String text) {
        remove(position);
        if (!text.isEmpty()) {
            database.update("INSERT INTO message_text (rowid, text) VALUES (?, ?)", position, text);
        }
    }

    void remove(long position) {
        database.update("DELETE FROM message_text WHERE rowid = ?", position);
    }

    /**
     * What people type, in the query language of FTS5 (sqlite.org/fts5.html, section 3): a prefix of each word, all of them.
     *
     * @return empty if there is no word in it
     */
    static String expression(String typed) {
        return words(typed).stream()
                .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                .limit(MAX_WORDS)
                .map(word -> '"' + word + "\"*")
                .collect(Collectors.joining(" "));
    }

    private static List<String> words(String typed) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        typed.codePoints().forEach(sign -> {
            if (isPartOfWord(sign)) {
                word.appendCodePoint(sign);
            } else if (word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
            }
        });
        if (word.length() > 0) {
            words.add(word.toString());
        }
        return words;
    }

    private static boolean isPartOfWord(int sign) {
        int type = Character.getType(sign);
        // Accents may come as signs of their own, which the index leaves out.
        return Character.isLetterOrDigit(sign)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }
}
