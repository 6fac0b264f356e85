package dev.doubletick.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void lettersOfAllKindsGetThrough() {
        assertThat(Screen.printable("Grüße 👨‍👩‍👧 שלום مرحبا")).isEqualTo("Grüße 👨‍👩‍👧 שלום مرحبا");
    }

    @Test
    void noMessageSteersTheTerminal() {
        assertThat(Screen.printable("\u001b[2J\u001b]0;title\u0007\u009b31mred\b\u007f"))
                .isEqualTo("\ufffd[2J\ufffd]0;title\ufffd\ufffd31mred\ufffd\ufffd");
        assertThat(Screen.printable("\u202eeb ot ro\u2066")).isEqualTo("\ufffdeb ot ro\ufffd");
    }

    @Test
    void furtherLinesDoNotLookLikeMessages() {
        assertThat(Screen.printable("Yes\r\n12:00 me: no\tone")).isEqualTo("Yes\n      12:00 me: no one");
    }
}
