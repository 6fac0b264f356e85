package dev.doubletick.benchmark.line;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a line says, one sentence per event. */
public final class RecordingListener implements LineListener {

    private final List<String> events = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    public List<String> events() {
        return events;
    }

    public void clear() {
        events.clear();
    }

    /** The line that became ready last. */
    public Line line() {
        return lines.get(lines.size() - 1);
    }

    @Override
    public void ready(Line line) {
        lines.add(line);
        events.add("ready");
    }

    @Override
    public void accepted(int slot) {
        events.add("accepted " + slot);
    }

    @Override
    public void refused(int slot, String reason) {
        events.add("refused " + slot + ": " + reason);
    }

    @Override
    public void received(long high, long low, String from) {
        events.add("received " + high + "-" + low + " from " + from);
    }

    @Override
    public void receipted(long high, long low) {
        events.add("receipted " + high + "-" + low);
    }

    @Override
    public void closed(String reason, boolean permanent) {
        events.add("closed" + (permanent ? " permanently" : "") + ": " + reason);
    }
}
