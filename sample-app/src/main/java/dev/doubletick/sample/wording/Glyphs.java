package dev.doubletick.sample.wording;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a terminal can show: where its character set has no ticks, they are letters. Safe on any thread. */
public final class Glyphs {

    /** For what is common here; anything else that is missing becomes a question mark. */
    private static final Map<Integer, String> PLAIN = Map.ofEntries(
            Map.entry((int) '\u2713', "v"),
            Map.entry((int) '\u25f7', "o"),
            Map.entry((int) '\u2022', "*"),
            Map.entry((int) '\u2026', "..."),
            Map.entry(0x1f4cd, "@"));

    private final Charset charset;

    private Glyphs(Charset charset) {
        this.charset = charset;
    }

    /** Those of a character set. */
    public static Glyphs of(Charset charset) {
        return new Glyphs(charset);
    }

    /**
     * The character set of this process's terminal. The JVM's default is another thing: it is UTF-8 from Java 18 on, whatever the
     * terminal is.
     */
    public static Charset ofConsole() {
        // The second is the first up to Java 18, and there for a terminal alone.
        return Stream.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")
                .map(System::getProperty)
                .filter(Objects::nonNull)
                .filter(Charset::isSupported)
                .findFirst()
                .map(Charset::forName)
                .orElseThrow();
    }

    /** A stream to print text for people to. */
    public PrintStream printer(OutputStream out) {
        return new PrintStream(out, true, charset) {
            @Override
            public void print(@Nullable String text) {
                super.print(shown(String.valueOf(text)));
            }
        };
    }

    /** The character set. */
    public Charset charset() {
        return charset;
    }

    /** The text in characters that the terminal has. */
    public String shown(String text) {
        CharsetEncoder encoder = charset.newEncoder();
        if (encoder.canEncode(text)) {
            return text;
        }
        List<String> characters =
                text.codePoints().mapToObj(Character::toString).toList();
        StringBuilder shown = new StringBuilder();
        for (String character : characters) {
            shown.append(encoder.canEncode(character) ? character : PLAIN.getOrDefault(character.codePointAt(0), "?"));
        }
        return shown.toString();
    }
}
