package dev.doubletick.sample.phones.page;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a browser that shows one rendering needs to show the next one, in htmx's out-of-band swaps: the smallest elements that
 * differ. What stays is not touched, and so keeps its focus, its scroll position, and what is being typed into it.
 */
final class Patch {

    private Patch() {}

    /** Empty if both look the same. */
    static String between(Fragment before, Fragment after) {
        if (!before.shell().equals(after.shell())) {
            return replacing(after);
        }
        if (after.isList()) {
            return betweenLists(before, after);
        }
        StringBuilder patch = new StringBuilder();
        for (int i = 0; i < after.children().size(); i++) {
            patch.append(between(before.children().get(i), after.children().get(i)));
        }
        return patch.toString();
    }

    /** The whole element. */
    static String replacing(Fragment fragment) {
        return withAttribute(fragment.html(), "hx-swap-oob=\"true\"");
    }

    /** Items may change, go, and come at the end; if anything else happens, the list is replaced. */
    private static String betweenLists(Fragment before, Fragment after) {
        Map<String, Fragment> old =
                before.children().stream().collect(Collectors.toMap(Fragment::id, Function.identity()));
        Set<String> present = after.children().stream().map(Fragment::id).collect(Collectors.toSet());
        List<String> kept = before.children().stream()
                .map(Fragment::id)
                .filter(present::contains)
                .toList();
        List<Fragment> items = after.children();
        if (!items.stream().limit(kept.size()).map(Fragment::id).toList().equals(kept)) {
            return replacing(after);
        }
        StringBuilder patch = new StringBuilder();
        Set<String> gone = new HashSet<>(old.keySet());
        gone.removeAll(present);
        gone.forEach(
                id -> patch.append("<div hx-swap-oob=\"delete:#").append(id).append("\"></div>"));
        items.stream()
                .limit(kept.size())
                .forEach(item -> patch.append(between(old.getOrDefault(item.id(), item), item)));
        if (items.size() > kept.size()) {
            patch.append("<div hx-swap-oob=\"beforeend:#").append(after.id()).append("\">");
            items.stream().skip(kept.size()).forEach(item -> patch.append(withAttribute(item.html(), "data-new")));
            patch.append("</div>");
        }
        return patch.toString();
    }

    private static String withAttribute(String element, String attribute) {
        int name = element.indexOf(' ');
        return element.substring(0, name) + " " + attribute + element.substring(name);
    }
}
