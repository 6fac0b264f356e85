package dev.doubletick.registration.contacts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Device;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactsIT {

    private static final String BOB = "+4915112345678";
    private static final String CAROL = "+12025550123";

    private static TestService service;
    private static int count;

    private Device alice;

    @BeforeAll
    static void start() {
        service = TestService.start();
        Device.provisioned(service, BOB);
        Device.provisioned(service, CAROL);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void register() {
        // Limits of earlier tests are no matter here.
        service.clock.advance(Duration.ofDays(10));
        alice = Device.provisioned(service, "+49151127" + String.format("%05d", ++count));
    }

    private Answer lookup(String region, String... numbers) {
        return lookup(region, List.of(numbers));
    }

    private Answer lookup(String region, List<String> numbers) {
        String list = numbers.stream().map(number -> "\"" + number + "\"").collect(Collectors.joining(","));
        return alice.post("/v1/contacts/lookup", "{\"numbers\":[" + list + "],\"defaultRegion\":\"" + region + "\"}");
    }

    private static List<String> unknown(int howMany) {
        return IntStream.range(0, howMany)
                .mapToObj(n -> "+4916" + (10_000_000 + n))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "DE,+4915112345678",
        "DE,0151 12345678",
        "DE,0151/123 456-78",
        "DE,(0151) 12345678",
        "DE,0049 151 12345678",
        "AT,+49 (151) 12345678",
        "US,011 49 151 12345678",
        "DE,٠١٥١ ١٢٣٤٥٦٧٨",
        "JP,＋４９ １５１ １２３４５６７８",
        "DE,+49 (0)151 12345678",
    })
    void findsANumberInWhateverFormat(String region, String number) {
        JsonNode answer = lookup(region, number).json();

        assertThat(answer.path("contacts")).hasSize(1);
        assertThat(answer.path("contacts").path(0).path("number").asText()).isEqualTo(number);
        assertThat(answer.path("contacts").path(0).path("phone").asText()).isEqualTo(BOB);
        assertThat(answer.path("invalid")).isEmpty();
    }

    @Test
    void answersOnlyWhoIsRegisteredInTheOrderAskedFor() {
        JsonNode answer = lookup("US", "(202) 555-0123", "+4915100000000", BOB, "202-555-0123", BOB, "junk")
                .json();

        assertThat(answer.path("contacts").findValuesAsText("number"))
                .containsExactly("(202) 555-0123", BOB, "202-555-0123");
        assertThat(answer.path("contacts").findValuesAsText("phone")).containsExactly(CAROL, BOB, CAROL);
        assertThat(answer.path("invalid")).extracting(JsonNode::asText).containsExactly("junk");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "+",
                "1",
                "CALL ME",
                "0151CALLMENOW",
                "tel:+4915112345678",
                "+4915112345678;ext=1",
                "Bob"
            })
    void namesWhatIsNoNumber(String text) {
        JsonNode answer = lookup("DE", text, BOB).json();

        assertThat(answer.path("invalid")).extracting(JsonNode::asText).containsExactly(text);
        assertThat(answer.path("contacts")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "de", "XX", "DEU", "49", "001", "\u0414\u0415"})
    void refusesARegionThatIsNone(String region) {
        lookup(region, BOB).isProblem(400, "invalid-json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"numbers\":[4915112345678],\"defaultRegion\":\"DE\"}",
                "{\"numbers\":[null],\"defaultRegion\":\"DE\"}",
                "{\"numbers\":\"+4915112345678\",\"defaultRegion\":\"DE\"}",
                "{\"numbers\":[[\"+4915112345678\"]],\"defaultRegion\":\"DE\"}",
                "{\"numbers\":null,\"defaultRegion\":\"DE\"}",
                "{\"numbers\":[]}",
                "{\"numbers\":[],\"defaultRegion\":49}",
                "{\"numbers\":[],\"defaultRegion\":null}",
                "{\"numbers\":[],\"defaultRegion\":\"DE\",\"more\":1}",
                "[",
            })
    void refusesOtherJson(String json) {
        alice.post("/v1/contacts/lookup", json).isProblem(400, "invalid-json");
    }

    @Test
    void takesTwoThousandAndNoMore() {
        assertThat(lookup("DE", unknown(2_000)).status()).isEqualTo(200);
        lookup("DE", unknown(2_001)).isProblem(400, "invalid-json");
        lookup("DE", "0".repeat(10_000_000)).isProblem(413, "body-too-large");
    }

    @Test
    void anAddressBookCanBeLookedUpAtOnceAndThenAThousandNumbersADay() {
        assertThat(lookup("DE", unknown(2_000)).status()).isEqualTo(200);
        assertThat(lookup("DE", unknown(2_000)).status()).isEqualTo(200);
        Answer refused = lookup("DE", unknown(1_001)).isProblem(429, "too-many-requests");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 100);
        // Nothing was taken for the refusal.
        assertThat(lookup("DE", unknown(1_000)).status()).isEqualTo(200);

        service.clock.advance(Duration.ofDays(1));
        assertThat(lookup("DE", unknown(1_000)).status()).isEqualTo(200);
        lookup("DE", unknown(10)).isProblem(429, "too-many-requests");
    }

    @Test
    void deletingTheAccountDoesNotGiveNewLookups() {
        assertThat(lookup("DE", unknown(2_000)).status()).isEqualTo(200);
        assertThat(lookup("DE", unknown(2_000)).status()).isEqualTo(200);
        assertThat(lookup("DE", unknown(1_000)).status()).isEqualTo(200);

        alice.delete("/v1/account");
        alice = Device.provisioned(service, alice.phone());

        lookup("DE", unknown(10)).isProblem(429, "too-many-requests");
    }

    @Test
    void manyPhonesBehindOneAddressShareALimit() {
        for (int n = 0; n < 10; n++) {
            assertThat(lookup("DE", unknown(2_000)).status()).isEqualTo(200);
            alice = Device.provisioned(service, "+49151128" + String.format("%05d", n));
        }

        lookup("DE", unknown(100)).isProblem(429, "too-many-requests");
    }

    private List<String> contacts() throws Exception {
        return Sql.column(
                service.database, "select contact from contact where phone = '" + alice.phone() + "' order by 1");
    }

    private Answer change(String added, String removed) {
        return alice.post("/v1/contacts/changes", "{\"added\":[" + added + "],\"removed\":[" + removed + "]}");
    }

    @Test
    void keepsTheAddressBookAsTold() throws Exception {
        assertThat(change("\"+4915100000001\",\"+4915100000002\"", "").status()).isEqualTo(204);
        assertThat(change("\"+4915100000002\",\"+4915100000003\",\"+4915100000003\"", "\"+4915100000001\"")
                        .status())
                .isEqualTo(204);
        assertThat(contacts()).containsExactly("+4915100000002", "+4915100000003");

        assertThat(change("", "\"+4915199999999\"").status()).isEqualTo(204);
        assertThat(change("\"+4915100000004\"", "\"+4915100000004\"").status()).isEqualTo(204);
        assertThat(contacts()).containsExactly("+4915100000002", "+4915100000003", "+4915100000004");
    }

    @Test
    void aNewPhoneReplacesWhatTheOneBeforeHasTold() throws Exception {
        change("\"+4915100000001\",\"+4915100000002\"", "");

        Answer answer =
                alice.post("/v1/contacts/changes", "{\"added\":[\"+4915100000003\"],\"removed\":[],\"replace\":true}");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(contacts()).containsExactly("+4915100000003");
    }

    @Test
    void takesE164OnlyAndAllOrNothing() throws Exception {
        Answer answer = change("\"+4915100000001\",\"0151 12345678\"", "");

        answer.isProblem(400, "invalid-phone-number");
        assertThat(answer.text("detail")).contains("added[1]").doesNotContain("12345678");
        assertThat(contacts()).isEmpty();
        change("", "null").isProblem(400, "invalid-json");
        alice.post("/v1/contacts/changes", "{\"added\":[]}").isProblem(400, "invalid-json");
    }

    @Test
    void anAddressBookEnds() throws Exception {
        Sql.execute(
                service.database,
                "insert into contact select '" + alice.phone() + "', '+99' || (10000000 + n)"
                        + " from generate_series(1, " + AddressBooks.MAX_CONTACTS + ") n");

        change("\"+4915100000001\"", "").isProblem(409, "list-full");

        assertThat(contacts()).hasSize(AddressBooks.MAX_CONTACTS).doesNotContain("+4915100000001");
        assertThat(change("\"+4915100000001\"", "\"+9910000001\"").status()).isEqualTo(204);
    }
}
