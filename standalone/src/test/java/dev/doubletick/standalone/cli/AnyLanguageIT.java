package dev.doubletick.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.standalone.testing.ChildUp;
import dev.doubletick.standalone.testing.Http;
import dev.doubletick.standalone.testing.Mqtt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code doubletick up} where numbers, calendars and file names are not written as they are in English. */
class AnyLanguageIT {

    @TempDir
    private Path temporary;

    /** Arabic digits; Thai ones, and years that are 543 more. */
    @ParameterizedTest
    @CsvSource({"ar, EG, ''", "th, TH, u-ca-buddhist-nu-thai"})
    void servesInEveryLanguage(String language, String country, String extensions) throws Exception {
        List<String> options =
                List.of("-Duser.language=" + language, "-Duser.country=" + country, "-Duser.extensions=" + extensions);
        Path data = temporary.toRealPath().resolve("\u0628\u064a\u0627\u0646\u0627\u062a und Gr\u00fc\u00dfe");
        try (ChildUp up = ChildUp.start(temporary, options, data).awaitReady()) {
            String phone = "+4915112345678";
            Http http = new Http(up.http());
            JsonNode account = http.confirm(http.verification(phone), http.code(phone));
            String credential = account.path("credential").asText();

            assertThat(Mqtt.connackReason(up.mqtt(), phone.substring(1), credential))
                    .isZero();
            assertThat(up.err()).isEmpty();
        }
    }

    @Test
    void refusesAFolderWithAnEmojiInWords() throws Exception {
        Path data = temporary.toRealPath().resolve("data \ud83d\ude00");
        try (ChildUp up = ChildUp.start(temporary, data)) {
            assertThat(up.exitCode(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(up.err())
                    .startsWith("doubletick: The data folder ")
                    .contains("emoji", "choose another folder")
                    .doesNotContain("damaged")
                    .hasLineCount(1);
        }
    }
}
