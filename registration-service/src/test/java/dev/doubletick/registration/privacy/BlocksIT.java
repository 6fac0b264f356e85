package dev.doubletick.registration.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.registration.testing.Device;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlocksIT {

    private static final String SPAMMER = "+4915100000002";

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
        alice = Device.provisioned(service, "+49151125" + String.format("%05d", ++count));
    }

    private List<String> blocked() {
        JsonNode blocks = alice.get("/v1/blocks").json().path("blocks");
        return blocks.findValuesAsText("phone");
    }

    @Test
    void blocksAndUnblocks() {
        assertThat(blocked()).isEmpty();
        assertThat(alice.put("/v1/blocks/" + SPAMMER, "").status()).isEqualTo(204);
        service.clock.advance(Duration.ofSeconds(1));
        assertThat(alice.put("/v1/blocks/+4915100000003", "").status()).isEqualTo(204);
        assertThat(alice.put("/v1/blocks/" + SPAMMER, "").status()).isEqualTo(204);

        assertThat(blocked()).containsExactly("+4915100000003", SPAMMER);

        assertThat(alice.delete("/v1/blocks/%2B4915100000002").status()).isEqualTo(204);
        assertThat(alice.delete("/v1/blocks/" + SPAMMER).status()).isEqualTo(204);
        assertThat(blocked()).containsExactly("+4915100000003");
    }

    @Test
    void everybodyHasTheirOwnList() {
        Device bob = Device.provisioned(service, "+4915112599999");
        alice.put("/v1/blocks/" + SPAMMER, "");

        assertThat(bob.get("/v1/blocks").json().path("blocks")).isEmpty();
        bob.delete("/v1/blocks/" + SPAMMER);
        assertThat(blocked()).containsExactly(SPAMMER);
    }

    @Test
    void nobodyBlocksThemselves() {
        alice.put("/v1/blocks/" + alice.phone(), "").isProblem(400, "invalid-phone-number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4915100000002",
                "015100000002",
                "+0915100000002",
                "+49",
                "+49151000000021234",
                "%2B%D9%A4%D9%A9%D9%A1%D9%A5%D9%A1%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A2",
                "+49%20151%2000000002",
                "x",
            })
    void takesE164Only(String number) {
        alice.put("/v1/blocks/" + number, "").isProblem(400, "invalid-phone-number");
        alice.delete("/v1/blocks/" + number).isProblem(400, "invalid-phone-number");
        assertThat(blocked()).isEmpty();
    }

    @Test
    void aListEnds() throws Exception {
        Sql.execute(
                service.database,
                "insert into block select '" + alice.phone() + "', '+99' || (10000000 + n), now()"
                        + " from generate_series(1, " + BlockRoutes.MAX_BLOCKS + ") n");

        alice.put("/v1/blocks/" + SPAMMER, "").isProblem(409, "list-full");

        alice.delete("/v1/blocks/+9910000001");
        assertThat(alice.put("/v1/blocks/" + SPAMMER, "").status()).isEqualTo(204);
    }
}
