package dev.doubletick.broker.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MailboxPathTest {

    @Test
    void umlautsAndSpacesAreFine() {
        assertThat(MailboxPath.refusal("/srv/Mein Ger\u00e4t/\u0645\u0631\u062d\u0628\u0627", StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(MailboxPath.refusal("/srv/plain", StandardCharsets.US_ASCII)).isEmpty();
    }

    @Test
    void whatRocksDbWouldSpellAnotherWayIsRefusedInWords() {
        assertThat(MailboxPath.refusal("/srv/\ud83d\ude00", StandardCharsets.UTF_8))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).contains("emoji", "/srv/\ud83d\ude00", "choose another folder"));
        assertThat(MailboxPath.refusal("/srv/Ger\u00e4t", StandardCharsets.ISO_8859_1))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("ISO-8859-1", "C.UTF-8"));
    }
}
