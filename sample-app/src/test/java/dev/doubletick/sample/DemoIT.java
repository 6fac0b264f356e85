package dev.doubletick.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoIT {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void holdsWhatItPromises(boolean tls, @TempDir Path folder) throws Exception {
        ByteArrayOutputStream transcript = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(transcript, true, StandardCharsets.UTF_8);

        assertThat(Demo.play(folder, tls, out, out))
                .as(() -> transcript.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(transcript.toString(StandardCharsets.UTF_8))
                .contains("Bob receives all 20", "blue ticks on each", "it took one push", "All 36 checks held");
    }

    @Test
    void endsAtTheFirstPromiseThatDoesNotHold() {
        Transcript transcript =
                new Transcript(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThatExceptionOfType(StoryFailedException.class)
                .isThrownBy(() -> transcript.check(false, "Bob receives all 20"))
                .withMessage("Bob receives all 20");
    }
}
