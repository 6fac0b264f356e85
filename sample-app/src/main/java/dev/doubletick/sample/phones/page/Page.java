package dev.doubletick.sample.phones.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page as it looks now, for everybody who looks at it: there is one, however many browsers show it. For the user interface
 * thread.
 */
final class Page {

    private final Map<String, Fragment> regions = new LinkedHashMap<>();
    private final List<Viewer> viewers = new ArrayList<>();
    private long version;

    /** @param version of the empty page; higher than any that an earlier process may have shown */
    Page(long version) {
        this.version = version;
    }

    /** Shows a part of the page anew; what has not changed is not sent. */
    void show(Fragment region) {
        Fragment before = regions.put(region.id(), region);
        if (before == null) {
            version++;
            return;
        }
        String patch = Patch.between(before, region);
        if (!patch.isEmpty()) {
            version++;
            viewers.removeIf(viewer -> !viewer.send(patch));
        }
    }

    Fragment region(String id) {
        Fragment region = regions.get(id);
        if (region == null) {
            throw new IllegalArgumentException("the page has no " + id);
        }
        return region;
    }

    /** Grows with each change. */
    long version() {
        return version;
    }

    /**
     * Begins to show it to a browser.
     *
     * @param seen the version that the browser has; if that is an old one, it is sent everything
     */
    void join(Viewer viewer, long seen) {
        viewers.add(viewer);
        if (seen != version) {
            StringBuilder everything = new StringBuilder();
            regions.values().forEach(region -> everything.append(Patch.replacing(region)));
            viewer.send(everything.toString());
        }
    }

    void leave(Viewer viewer) {
        viewers.remove(viewer);
    }

    void close() {
        viewers.forEach(Viewer::close);
        viewers.clear();
    }
}
