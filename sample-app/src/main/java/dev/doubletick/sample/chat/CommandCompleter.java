package dev.doubletick.sample.chat;

import java.util.List;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands at the beginning of a line, and people where one is to be named. */
final class CommandCompleter implements Completer {

    private volatile Supplier<List<String>> people = List::of;

    /** Who can be named, from now on. */
    void people(Supplier<List<String>> known) {
        people = known;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            Conversing.COMMANDS.stream().map(Candidate::new).forEach(candidates::add);
        } else if (line.words().get(0).equals("/to")) {
            people.get().stream().map(Candidate::new).forEach(candidates::add);
        }
    }
}
