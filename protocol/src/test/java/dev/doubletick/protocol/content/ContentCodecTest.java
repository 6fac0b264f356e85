package dev.doubletick.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.content.wire.Content;
import dev.doubletick.protocol.content.wire.Text;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContentCodecTest {

    @Test
    void readsPlainTextWhereNoContentTypeIsNamed() {
        byte[] payload = "Grüße 👋".getBytes(StandardCharsets.UTF_8);

        assertThat(ContentCodec.text(Optional.empty(), payload)).contains("Grüße 👋");
    }

    @Test
    void readsText() {
        byte[] payload = Content.newBuilder()
                .setText(Text.newBuilder().setText("hello"))
                .build()
                .toByteArray();

        assertThat(ContentCodec.text(Optional.of("dt1"), payload)).contains("hello");
    }

    @Test
    void knowsWhatItDoesNotKnow() {
        assertThat(ContentCodec.text(Optional.of("dt1"), new byte[] {(byte) 0xC2, 0x3E, 1, 7}))
                .isEmpty();
        assertThat(ContentCodec.text(Optional.of("dte1"), new byte[0])).isEmpty();
        assertThat(ContentCodec.text(Optional.empty(), new byte[] {(byte) 0xFF}))
                .isEmpty();
    }
}
