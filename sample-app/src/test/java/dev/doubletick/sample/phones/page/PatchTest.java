package dev.doubletick.sample.phones.page;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.output.StringOutput;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatchTest {

    @Test
    void isEmptyWhereNothingHasChanged() {
        assertThat(Patch.between(page("Bob", "a", "b"), page("Bob", "a", "b"))).isEmpty();
    }

    @Test
    void replacesTheSmallestElementThatDiffers() {
        assertThat(Patch.between(page("Bob", "a"), page("Carol", "a")))
                .isEqualTo("<h1 hx-swap-oob=\"true\" id=\"head\">Carol</h1>");
    }

    @Test
    void addsAtTheEndOfAListAndMarksWhatIsNew() {
        assertThat(Patch.between(page("Bob", "a"), page("Bob", "a", "b")))
                .isEqualTo("<div hx-swap-oob=\"beforeend:#log\"><li data-new id=\"b\">b</li></div>");
    }

    @Test
    void takesAwayWhatIsGone() {
        assertThat(Patch.between(page("Bob", "a", "b"), page("Bob", "b")))
                .isEqualTo("<div hx-swap-oob=\"delete:#a\"></div>");
    }

    @Test
    void changesAnItemWhereItStands() {
        Fragment before = list(item("a", "one tick"), item("b", "b"));
        Fragment after = list(item("a", "two ticks"), item("b", "b"));

        assertThat(Patch.between(before, after)).isEqualTo("<li hx-swap-oob=\"true\" id=\"a\">two ticks</li>");
    }

    @Test
    void replacesAListWhoseOrderIsAnother() {
        assertThat(Patch.between(page("Bob", "a", "b"), page("Bob", "b", "a")))
                .isEqualTo("<ol hx-swap-oob=\"true\" id=\"log\"><li id=\"b\">b</li><li id=\"a\">a</li></ol>");
    }

    @Test
    void replacesWhatHasOtherPiecesInside() {
        Fragment before = fragment("<div id=\"x\">%s</div>", item("a", "a"));
        Fragment after = fragment("<div id=\"x\">%s</div>", item("b", "b"));

        assertThat(Patch.between(before, after))
                .isEqualTo("<div hx-swap-oob=\"true\" id=\"x\"><li id=\"b\">b</li></div>");
    }

    @Test
    void aFragmentIsCompleteWithWhatIsInside() {
        assertThat(page("Bob", "a").html())
                .isEqualTo("<main id=\"page\"><h1 id=\"head\">Bob</h1><ol id=\"log\"><li id=\"a\">a</li></ol></main>");
    }

    private static Fragment page(String head, String... items) {
        Fragment list = list(Arrays.stream(items).map(name -> item(name, name)).toArray(Fragment[]::new));
        Fragment title = Fragment.of("head", "<h1 id=\"head\">" + head + "</h1>", List.of());
        return Fragment.of("page", "<main id=\"page\">" + mark(title) + mark(list) + "</main>", List.of(title, list));
    }

    private static Fragment fragment(String html, Fragment child) {
        return Fragment.of("x", String.format(html, mark(child)), List.of(child));
    }

    private static Fragment list(Fragment... items) {
        StringOutput mark = new StringOutput();
        Fragment.items("log").writeTo(mark);
        return Fragment.list("log", "<ol id=\"log\">" + mark + "</ol>", List.of(items));
    }

    private static Fragment item(String id, String text) {
        return Fragment.of(id, "<li id=\"" + id + "\">" + text + "</li>", List.of());
    }

    private static String mark(Fragment fragment) {
        StringOutput mark = new StringOutput();
        fragment.writeTo(mark);
        return mark.toString();
    }
}
