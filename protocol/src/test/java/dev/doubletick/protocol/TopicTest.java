package dev.doubletick.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {

    private static final PhoneNumber ALICE = PhoneNumber.ofE164("+4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");

    @Test
    void isReadAndWritten() {
        assertThat(Topic.parse("m/4917698765432")).contains(Topic.of(Topic.Kind.MESSAGE, BOB));
        assertThat(Topic.parse("s/4917698765432/4915112345678"))
                .contains(Topic.of(Topic.Kind.SEEN, BOB).from(ALICE));
        assertThat(Topic.of(Topic.Kind.CHAT_STATE, BOB).from(ALICE).name()).isEqualTo("c/4917698765432/4915112345678");
        assertThat(Topic.of(Topic.Kind.DELIVERED, ALICE).name()).isEqualTo("d/4915112345678");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m",
                "m/",
                "m/+",
                "m/#",
                "#",
                "z/4917698765432",
                "mm/4917698765432",
                "/m/4917698765432",
                "m/4917698765432/",
                "m/4917698765432/+",
                "m/4917698765432/4915112345678/1",
                "d/4917698765432/4915112345678",
                "m/+4917698765432",
                "x/wake/4917698765432"
            })
    void refusesWhatIsNoneOfOurs(String name) {
        assertThat(Topic.parse(name)).isEmpty();
    }

    @Test
    void isStampedOnceAndOnlyWhereTheKindCarriesASender() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Topic.of(Topic.Kind.MESSAGE, BOB).from(ALICE).from(ALICE));
        assertThatIllegalStateException()
                .isThrownBy(() -> Topic.of(Topic.Kind.DELIVERED, BOB).from(ALICE));
    }
}
