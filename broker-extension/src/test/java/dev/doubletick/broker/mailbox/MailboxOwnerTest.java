package dev.doubletick.broker.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.doubletick.protocol.PhoneNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxOwnerTest {

    @Test
    void phoneIsMaskedInLogs() {
        PhoneNumber phone = PhoneNumber.ofE164("+4915112345678");
        assertThat(MailboxOwner.of(phone)).hasToString("…678");
        assertThat(MailboxOwner.of(phone).phone()).contains(phone);
        assertThat(MailboxOwner.of(phone).value()).isEqualTo("4915112345678");
    }

    @Test
    void serviceIsNoPhone() {
        MailboxOwner service = MailboxOwner.service("wake-ups");
        assertThat(service.phone()).isEmpty();
        assertThat(service).hasToString("x/wake-ups");
    }

    @Test
    void whatIsNeitherIsNotLogged() {
        assertThat(new MailboxOwner("+491511234567")).hasToString("…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\0b", "ü", "\n"})
    void unprintableIsRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new MailboxOwner(value));
    }

    @Test
    void tooLongIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MailboxOwner("1".repeat(65)));
    }
}
