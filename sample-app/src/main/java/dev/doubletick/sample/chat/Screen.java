package dev.doubletick.sample.chat;

import dev.doubletick.sample.wording.Glyphs;
import dev.doubletick.sample.wording.PhoneBook;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.Reaction;
import java.util.stream.Collectors;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Prints above the line that is being written. Safe on any thread. */
final class Screen {

    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle FAINT = PLAIN.foreground(AttributedStyle.BRIGHT + AttributedStyle.BLACK);
    private static final AttributedStyle OTHER = PLAIN.bold().foreground(AttributedStyle.MAGENTA);
    private static final AttributedStyle SELF = PLAIN.bold().foreground(AttributedStyle.GREEN);
    private static final AttributedStyle SEEN = PLAIN.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle BAD = PLAIN.foreground(AttributedStyle.RED);

    private final LineReader reader;
    private final PhoneBook contacts;
    private final Wording wording;
    private final boolean colours;
    private final Glyphs glyphs;

    /**
     * @param colours whether to use any, see {@link #wantsColours}
     * @param glyphs what the terminal can show
     */
    Screen(LineReader reader, PhoneBook contacts, Wording wording, boolean colours, Glyphs glyphs) {
        this.reader = reader;
        this.contacts = contacts;
        this.wording = wording;
        this.colours = colours;
        this.glyphs = glyphs;
    }

    /**
     * By the convention of no-color.org: not where the variable is there and says anything.
     *
     * @param noColor the environment variable NO_COLOR; empty if there is none
     */
    static boolean wantsColours(String terminalType, String noColor) {
        return noColor.isEmpty() && !terminalType.startsWith("dumb");
    }

    /** A message with the time, who wrote it, and how far it has come. */
    void message(Message message) {
        boolean own = message.direction() == Direction.OUTGOING;
        AttributedStringBuilder line = new AttributedStringBuilder();
        add(line, FAINT, wording.time(message.createdAt()) + " ");
        add(line, own ? SELF : OTHER, (own ? "me" : contacts.name(message.conversation())) + ": ");
        add(line, PLAIN, Wording.line(message));
        if (message.editedAt().isPresent()) {
            add(line, FAINT, " (edited)");
        }
        if (!message.reactions().isEmpty()) {
            add(
                    line,
                    PLAIN,
                    message.reactions().stream().map(Reaction::emoji).collect(Collectors.joining("", "  ", "")));
        }
        if (own) {
            add(line, PLAIN, "  ");
            addTicks(line, message);
        }
        print(line);
    }

    /** How far an own message has come now. */
    void ticks(Message message) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        add(line, PLAIN, "      ");
        addTicks(line, message);
        add(line, FAINT, " " + shortened(Wording.line(message)));
        print(line);
    }

    private void addTicks(AttributedStringBuilder line, Message message) {
        switch (message.status()) {
            case QUEUED -> add(line, FAINT, "◷");
            case SENT -> add(line, FAINT, "✓");
            case DELIVERED -> add(line, FAINT, "✓✓");
            // Without colours, what makes them blue has to be said.
            case SEEN -> add(line, SEEN, colours ? "✓✓" : "✓✓ read");
            case FAILED ->
                add(line, BAD, "! " + message.failure().map(Wording::failure).orElse(""));
        }
    }

    private static String shortened(String text) {
        int limit = 40;
        return text.codePointCount(0, text.length()) <= limit
                ? text
                : text.substring(0, text.offsetByCodePoints(0, limit)) + "…";
    }

    /** Something of the program's own. */
    void say(String text) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        add(line, FAINT, "* " + text);
        print(line);
    }

    private void add(AttributedStringBuilder line, AttributedStyle style, String text) {
        line.append(glyphs.shown(printable(text)), colours ? style : PLAIN);
    }

    /**
     * What others write must not steer the terminal: no control character gets through, nor one that turns the direction of
     * what is around it. Further lines are indented, so that none looks like a message of somebody else.
     */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                printable.append("\n      ");
            } else if (c == '\t') {
                printable.append(' ');
            } else if (c != '\r') {
                printable.appendCodePoint(isSteering(c) ? 0xFFFD : c);
            }
        });
        return printable.toString();
    }

    private static boolean isSteering(int c) {
        return Character.isISOControl(c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private void print(AttributedStringBuilder line) {
        AttributedString printed = line.toAttributedString();
        reader.printAbove(printed);
    }
}
