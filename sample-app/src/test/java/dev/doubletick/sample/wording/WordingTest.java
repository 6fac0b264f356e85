package dev.doubletick.sample.wording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.protocol.content.Body;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTest {

    private static final PhoneNumber ALICE = PhoneNumber.ofE164("+4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");

    /** A Sunday, at 12 in Berlin. */
    private final Wording wording =
            new Wording(Clock.fixed(Instant.parse("2026-03-01T11:00:00Z"), ZoneId.of("Europe/Berlin")));

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T10:59:00Z, Today",
        "2026-02-28T23:30:00Z, Today",
        "2026-02-28T22:30:00Z, Yesterday",
        "2026-02-25T10:00:00Z, Wednesday",
        "2026-02-22T10:00:00Z, 22 February 2026",
        "2025-03-01T10:00:00Z, 1 March 2025"
    })
    void callsDaysAsPeopleDo(Instant at, String day) {
        assertThat(wording.day(at)).isEqualTo(day);
    }

    @Test
    void saysWhenSomebodyWasLastSeen() {
        assertThat(wording.presence(Presence.online())).isEqualTo("online");
        assertThat(wording.presence(Presence.unknown())).isEmpty();
        assertThat(wording.presence(Presence.lastSeen(Instant.parse("2026-03-01T08:05:00Z"))))
                .isEqualTo("last seen at 09:05");
        assertThat(wording.presence(Presence.lastSeen(Instant.parse("2026-02-28T08:05:00Z"))))
                .isEqualTo("last seen yesterday at 09:05");
    }

    @Test
    void linksAPlaceToAMapWhateverTheLocale() {
        assertThat(Wording.mapLink(new Body.Location(52.52188, -13.41321, 0, "")))
                .isEqualTo("https://www.openstreetmap.org/?mlat=52.52188&mlon=-13.41321#map=16/52.52188/-13.41321");
    }

    @Test
    void findsTheCodeInAnSms() {
        assertThat(SmsCode.in("Your Doubletick code is 012345. Nobody from us will ever ask for it."))
                .contains("012345");
        assertThat(SmsCode.in("Call +4915112345678")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bob", "bob ", "+4917698765432", "+49 176 98765432", "+49 (176) 987-65432"})
    void thePhoneBookKnowsPeopleByNameAndNumber(String text) {
        PhoneBook book = new PhoneBook();
        book.add(BOB, "Bob");

        assertThat(book.find(text)).contains(BOB);
        assertThat(book.find("Carol")).isEmpty();
        assertThat(book.find("017698765432")).isEmpty();
    }

    @Test
    void aNameInThePhoneBookIsForOneNumber() {
        PhoneBook book = new PhoneBook();
        book.add(BOB, "Bob");
        book.add(ALICE, "Bob");

        assertThat(book.entries()).containsOnlyKeys(ALICE);
        assertThat(book.name(BOB)).isEqualTo("+4917698765432");
    }
}
