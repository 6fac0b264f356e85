package dev.doubletick.sample.phones.page;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.util.List;

/**
 * A piece of the page: an element with an id, and the pieces inside of it. In the HTML around them the inner ones are only marked
 * with a comment, so that two renderings of a piece can be compared without them. (No text of a person can look like such a mark,
 * because the templates escape it.)
 */
final class Fragment implements Content {

    private final String id;
    private final String shell;
    private final List<Fragment> children;
    private final boolean list;

    private Fragment(String id, String shell, List<Fragment> children, boolean list) {
        this.id = id;
        this.shell = shell;
        this.children = List.copyOf(children);
        this.list = list;
    }

    /** @param shell HTML of one element with this id, in which each child has {@linkplain #writeTo written} its mark once */
    static Fragment of(String id, String shell, List<Fragment> children) {
        return new Fragment(id, shell, children, false);
    }

    /** @param shell HTML of one element with this id, in which {@link #items} has written its mark once, and nothing else */
    static Fragment list(String id, String shell, List<Fragment> items) {
        return new Fragment(id, shell, items, true);
    }

    /** What stands in a list's shell for all of its items. */
    static Content items(String id) {
        return output -> output.writeContent(mark(id + ":items"));
    }

    private static String mark(String id) {
        return "<!--" + id + "-->";
    }

    @Override
    public void writeTo(TemplateOutput output) {
        output.writeContent(mark(id));
    }

    String id() {
        return id;
    }

    /** The element, with marks in place of what is inside. */
    String shell() {
        return shell;
    }

    List<Fragment> children() {
        return children;
    }

    boolean isList() {
        return list;
    }

    /** The element, complete. */
    String html() {
        if (list) {
            StringBuilder items = new StringBuilder();
            children.forEach(item -> items.append(item.html()));
            return shell.replace(mark(id + ":items"), items);
        }
        String html = shell;
        for (Fragment child : children) {
            html = html.replace(mark(child.id), child.html());
        }
        return html;
    }
}
