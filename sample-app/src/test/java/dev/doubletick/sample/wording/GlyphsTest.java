package dev.doubletick.sample.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class GlyphsTest {

    @Test
    void utf8ShowsAll() {
        assertThat(Glyphs.of(StandardCharsets.UTF_8).shown("✓✓ Grüße 👍 …")).isEqualTo("✓✓ Grüße 👍 …");
    }

    @Test
    void ticksBecomeLettersWhereThereAreNone() {
        assertThat(Glyphs.of(StandardCharsets.US_ASCII).shown("✓✓ ◷ •••• Grüße 👍 typing … 📍"))
                .isEqualTo("vv o **** Gr??e ? typing ... @");
        assertThat(Glyphs.of(StandardCharsets.ISO_8859_1).shown("✓ Grüße")).isEqualTo("v Grüße");
    }

    @Test
    void whatIsPrintedIsInTheTerminalsCharacterSet() {
        ByteArrayOutputStream paper = new ByteArrayOutputStream();

        Glyphs.of(StandardCharsets.ISO_8859_1).printer(paper).printf(Locale.ROOT, "%s %d ü%n", "✓", 36);
        Glyphs.of(StandardCharsets.ISO_8859_1).printer(paper).println("• 👍");

        assertThat(paper.toString(StandardCharsets.ISO_8859_1).lines()).containsExactly("v 36 ü", "* ?");
    }
}
