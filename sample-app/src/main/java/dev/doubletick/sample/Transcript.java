package dev.doubletick.sample;

import java.io.PrintStream;
import java.util.Locale;

/** What the demo prints: one line for each thing that happened, with the time since the start. */
final class Transcript {

    private final PrintStream out;
    private final long start = System.nanoTime();
    private int checks;

    Transcript(PrintStream out) {
        this.out = out;
    }

    void chapter(String title) {
        out.println();
        out.println("  " + title);
    }

    /** Something was done. */
    void tell(String what) {
        line(" ", what);
    }

    /** Something must hold; the demo ends here if it does not. */
    void check(boolean holds, String promise) {
        if (!holds) {
            throw new StoryFailedException(promise);
        }
        checks++;
        line("✓", promise);
    }

    int checks() {
        return checks;
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private void line(String mark, String text) {
        out.printf(Locale.ROOT, "  %6.2f s  %s %s%n", seconds(), mark, text);
    }
}
