package dev.doubletick.broker.presence;

import dev.doubletick.protocol.Presence;
import java.util.Optional;

/** One phone watches another, over one connection. For the presence thread. */
final class Watch {

    private final Watcher watcher;
    private final Watched watched;
    private boolean ended;
    /** It waits in line to be told. */
    private boolean due;
    /** It is being told; at most once at a time, so that nothing old arrives after something new. */
    private boolean underway;
    /** What it was told last. */
    private Optional<Presence> told = Optional.empty();

    Watch(Watcher watcher, Watched watched) {
        this.watcher = watcher;
        this.watched = watched;
    }

    Watcher watcher() {
        return watcher;
    }

    Watched watched() {
        return watched;
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    boolean due() {
        return due;
    }

    void due(boolean due) {
        this.due = due;
    }

    boolean underway() {
        return underway;
    }

    void underway(boolean underway) {
        this.underway = underway;
    }

    /** Whether this would be news. */
    boolean isNews(Presence presence) {
        return !told.equals(Optional.of(presence));
    }

    void told(Presence presence) {
        told = Optional.of(presence);
    }

    /** Whatever comes next is news. */
    void forgetTold() {
        told = Optional.empty();
    }
}
