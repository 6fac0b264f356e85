package dev.doubletick.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void aVariableThatIsSpeltWrongIsRefusedWithTheOneThatWasMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.requireKnown(Map.of("DOUBLETICK_MAILBOX_MAX_MESAGES", "1")))
                .withMessageContaining("DOUBLETICK_MAILBOX_MAX_MESAGES")
                .withMessageContaining("did you mean DOUBLETICK_MAILBOX_MAX_MESSAGES?");
    }

    @Test
    void settingsOfBothServersSecretFilesAndWhatIsNotOursPass() {
        assertThatCode(() -> Settings.requireKnown(Map.of(
                        "DOUBLETICK_HTTP_PORT", "1",
                        "DOUBLETICK_MAILBOX_FOLDER", "x",
                        "DOUBLETICK_OTP_KEY_FILE", "x",
                        "PATH", "x")))
                .doesNotThrowAnyException();
    }

    @Test
    void aLogLevelThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.requireKnown(Map.of("DOUBLETICK_LOG_LEVEL", "LOUD")))
                .withMessageContaining("LOUD");
    }

    @Test
    void onlyASecretHasAFile() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.requireKnown(Map.of("DOUBLETICK_HTTP_PORT_FILE", "x")));
    }

    @Test
    void aKeyThatIsNoSettingIsRefused() {
        assertThatCode(() -> Settings.requireKnownKeys(Set.of("mailbox.max-messages", "push.credential-file")))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.requireKnownKeys(Set.of("mailbox.limit")))
                .withMessageContaining("mailbox.limit");
    }

    @Test
    void eachIsThereOnce() {
        assertThat(Settings.all()).extracting(Setting::variable).doesNotHaveDuplicates();
    }
}
