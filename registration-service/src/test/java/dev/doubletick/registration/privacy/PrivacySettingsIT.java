package dev.doubletick.registration.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.registration.testing.Device;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacySettingsIT {

    private static final String PATH = "/v1/account/privacy";

    private static TestService service;
    private static int count;

    private Device alice;

    @BeforeAll
    static void start() {
        service = TestService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void register() {
        alice = Device.provisioned(service, "+49151126" + String.format("%05d", ++count));
    }

    private static String json(String lastSeen, String seenReceipts, String messages) {
        return "{\"lastSeen\":\"" + lastSeen + "\",\"seenReceipts\":\"" + seenReceipts + "\",\"messages\":\"" + messages
                + "\"}";
    }

    @Test
    void everyoneMayUntilToldOtherwise() {
        assertThat(alice.get(PATH).http().body()).isEqualTo(json("everyone", "everyone", "everyone"));
    }

    @Test
    void keepsWhatIsSet() {
        assertThat(alice.put(PATH, json("nobody", "contacts", "everyone")).status())
                .isEqualTo(200);
        assertThat(alice.get(PATH).http().body()).isEqualTo(json("nobody", "contacts", "everyone"));

        JsonNode again = alice.put(PATH, json("everyone", "nobody", "contacts")).json();
        assertThat(again.path("messages").asText()).isEqualTo("contacts");
        assertThat(alice.get(PATH).http().body()).isEqualTo(json("everyone", "nobody", "contacts"));
    }

    @Test
    void theAddressBookIsKeptNoLongerThanItIsNeeded() throws Exception {
        alice.put(PATH, json("contacts", "everyone", "everyone"));
        alice.post("/v1/contacts/changes", "{\"added\":[\"+4915100000001\"],\"removed\":[]}");
        String contacts = "select contact from contact where phone = '" + alice.phone() + "'";
        assertThat(Sql.column(service.database, contacts)).containsExactly("+4915100000001");

        alice.put(PATH, json("nobody", "everyone", "everyone"));

        assertThat(Sql.column(service.database, contacts)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"lastSeen\":\"everyone\"}",
                "{\"lastSeen\":\"Everyone\",\"seenReceipts\":\"everyone\",\"messages\":\"everyone\"}",
                "{\"lastSeen\":\"friends\",\"seenReceipts\":\"everyone\",\"messages\":\"everyone\"}",
                "{\"lastSeen\":0,\"seenReceipts\":\"everyone\",\"messages\":\"everyone\"}",
                "{\"lastSeen\":true,\"seenReceipts\":\"everyone\",\"messages\":\"everyone\"}",
                "{\"lastSeen\":null,\"seenReceipts\":\"everyone\",\"messages\":\"everyone\"}",
                "{\"lastSeen\":\"\",\"seenReceipts\":\"everyone\",\"messages\":\"everyone\"}",
                "[]",
                "",
            })
    void refusesOtherJson(String json) {
        alice.put(PATH, json).isProblem(400, "invalid-json");
        assertThat(alice.get(PATH).http().body()).isEqualTo(json("everyone", "everyone", "everyone"));
    }

    @Test
    void refusesHugeBodies() {
        alice.put(PATH, " ".repeat(10_000_000)).isProblem(413, "body-too-large");
    }
}
