package dev.doubletick.registration.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.limit.LimitRule;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import dev.doubletick.registration.testing.TestService;
import dev.doubletick.registration.verification.number.NumberPolicy;
import dev.doubletick.registration.verification.number.NumberType;
import dev.doubletick.registration.verification.proof.Hashcash;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many codes can be asked for: each limit on its own, through the front door. */
class VerificationLimitsIT {

    private static final VerificationLimits LIMITS = new VerificationLimits(
            new LimitRule("verification-number", 4, Duration.ofDays(1), true),
            new LimitRule("verification-calls", 1, Duration.ofDays(1), true),
            new LimitRule("verification-network", 8, Duration.ofHours(1), true),
            new LimitRule("verification-country", 20, Duration.ofDays(1), false),
            new LimitRule("verification-budget", 1_000, Duration.ofDays(1), false));

    private static TestService service;
    private static int count;
    private static int networks;

    @BeforeAll
    static void start() {
        service = TestService.start(
                TestDatabase.create(),
                VerificationSettings.TRIAL
                        .withLimits(LIMITS)
                        .withTrustedProxies(1)
                        .withNumbers(new NumberPolicy(Set.of(), Set.of("IT"), Set.of(NumberType.VOIP))));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** From a network that nobody else has. */
    private static String network() {
        int network = networks++;
        return "198.51." + network / 250 + "." + network % 250;
    }

    private static String german() {
        return "+49151124" + String.format("%05d", count++);
    }

    private static Answer ask(String phone, String from) {
        return ask(service, phone, from, "");
    }

    private static Answer ask(TestService at, String phone, String from, String fields) {
        return at.send(at.request("/v1/verifications")
                .header("X-Forwarded-For", "6.6.6.6, " + from)
                .POST(HttpRequest.BodyPublishers.ofString("{\"phone\":\"" + phone + "\"" + fields + "}")));
    }

    private static void assertLimited(Answer answer, Duration atMost) {
        answer.isProblem(429, "too-many-requests");
        assertThat(Long.parseLong(answer.header("Retry-After"))).isBetween(1L, atMost.toSeconds());
    }

    @Test
    void theWaitForTheNextCodeGrows() {
        String phone = "+447400" + String.format("%06d", count++);
        for (int seconds : new int[] {30, 60, 300, 900}) {
            Answer sent = ask(phone, network());
            assertThat(sent.text("nextSendAt"))
                    .isEqualTo(service.clock.instant().plusSeconds(seconds).toString());
            service.clock.advance(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void aNumberGetsSoManyCodesADayWhoeverAsks() {
        String phone = german();
        for (int i = 0; i < 4; i++) {
            assertThat(ask(phone, network()).status()).isEqualTo(201);
            service.clock.advance(Duration.ofMinutes(16));
        }

        Answer limited = ask(phone, network());

        assertLimited(limited, Duration.ofHours(6));
        service.clock.advance(Duration.ofSeconds(Long.parseLong(limited.header("Retry-After"))));
        assertThat(ask(phone, network()).status()).isEqualTo(201);
    }

    @Test
    void askingTooEarlyUsesUpNothing() {
        String phone = german();
        String from = network();
        assertThat(ask(phone, from).status()).isEqualTo(201);
        for (int i = 0; i < 50; i++) {
            ask(phone, from).isProblem(429, "too-early");
        }

        for (int i = 0; i < 7; i++) {
            assertThat(ask("+46701" + String.format("%06d", count++), from).status())
                    .isEqualTo(201);
        }
    }

    @Test
    void aNetworkAsksForSoManyCodesAnHour() {
        String from = network();
        for (int i = 0; i < 8; i++) {
            assertThat(ask("+33612" + String.format("%06d", count++), from).status())
                    .isEqualTo(201);
        }

        assertLimited(ask("+33612" + String.format("%06d", count++), from), Duration.ofMinutes(8));
        assertThat(ask("+33612" + String.format("%06d", count++), network()).status())
                .isEqualTo(201);
    }

    @Test
    void aHouseholdWithIpv6IsOneNetwork() {
        for (int i = 0; i < 8; i++) {
            assertThat(ask("+31612" + String.format("%06d", count++), "2001:db8:0:1::" + i)
                            .status())
                    .isEqualTo(201);
        }

        assertLimited(ask("+31612" + String.format("%06d", count++), "2001:db8:0:1:ffff::1"), Duration.ofMinutes(8));
        assertThat(ask("+31612" + String.format("%06d", count++), "2001:db8:0:2::1")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aCountryGetsSoManyCodesADayFromWhereverTheyAreAskedFor() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(ask("+48512" + String.format("%06d", count++), network()).status())
                    .isEqualTo(201);
        }

        assertLimited(ask("+48512" + String.format("%06d", count++), network()), Duration.ofHours(2));
        assertThat(ask("+45201" + String.format("%05d", count++), network()).status())
                .isEqualTo(201);

        Sql.execute(service.database, "insert into limit_rule values ('verification-country', 'PL', 1000, '1 day')");
        assertThat(ask("+48512" + String.format("%06d", count++), network()).status())
                .isEqualTo(201);
    }

    @Test
    void theBudgetIsForAll() {
        LimitRule small = new LimitRule("verification-budget", 3, Duration.ofDays(1), false);
        VerificationLimits poor =
                new VerificationLimits(LIMITS.number(), LIMITS.calls(), LIMITS.network(), LIMITS.country(), small);
        // Another instance on the same database.
        try (TestService other = TestService.start(
                        TestDatabase.create(),
                        VerificationSettings.TRIAL.withLimits(poor).withTrustedProxies(1));
                TestService second = TestService.start(
                        other.database,
                        VerificationSettings.TRIAL.withLimits(poor).withTrustedProxies(1))) {
            assertThat(ask(other, "+4915112400001", network(), "").status()).isEqualTo(201);
            assertThat(ask(second, "+33612000001", network(), "").status()).isEqualTo(201);
            assertThat(ask(other, "+48512000001", network(), "").status()).isEqualTo(201);

            assertLimited(ask(second, "+4520100001", network(), ""), Duration.ofHours(9));
        }
    }

    @Test
    void callsAreFewer() {
        String phone = german();
        assertThat(ask(service, phone, network(), ",\"channel\":\"voice\"").status())
                .isEqualTo(201);
        service.clock.advance(Duration.ofSeconds(30));

        assertLimited(ask(service, phone, network(), ",\"channel\":\"voice\""), Duration.ofDays(1));
        assertThat(ask(phone, network()).status()).isEqualTo(201);
    }

    @Test
    void numbersThatTheOperatorDoesNotServeGetNothing() {
        int before = service.sender.messages().size();

        ask("+393123456789", network()).isProblem(403, "number-not-served");
        ask("+445612345678", network()).isProblem(403, "number-not-served");

        assertThat(service.sender.messages()).hasSize(before);
    }

    @Test
    void anAnswerDoesNotTellWhetherANumberIsRegistered() {
        String registered = german();
        String unknown = german();
        String id = ask(registered, network()).text("id");
        assertThat(service.guess(id, service.sender.lastCode(registered)).status())
                .isEqualTo(200);
        service.clock.advance(Duration.ofHours(3));

        for (String from : new String[] {network(), network()}) {
            assertThat(withoutIds(ask(registered, from))).isEqualTo(withoutIds(ask(unknown, from)));
        }
    }

    private static String withoutIds(Answer answer) {
        return answer.status() + " " + answer.http().headers().map().keySet() + " "
                + answer.http().body().replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "(id)");
    }

    @Test
    void nearALimitWorkIsAskedForAndItGivesTheRest() {
        try (TestService working = TestService.start(
                TestDatabase.create(),
                VerificationSettings.TRIAL
                        .withLimits(LIMITS)
                        .withTrustedProxies(1)
                        .withProofBits(10))) {
            String from = network();
            for (int i = 0; i < 6; i++) {
                assertThat(ask(working, "+3361200100" + i, from, "").status()).isEqualTo(201);
            }
            String phone = "+33612001007";

            Answer wanted = ask(working, phone, from, "").isProblem(428, "proof-required");
            assertThat(wanted.json().at("/proof/kind").asText()).isEqualTo("work");
            assertThat(wanted.json().at("/proof/bits").asInt()).isEqualTo(10);
            ask(working, phone, from, ",\"proof\":\"nonsense\"").isProblem(428, "proof-required");
            String proof = Hashcash.solve(wanted.json().at("/proof/challenge").asText(), 10);
            ask(working, "+33612001008", from, ",\"proof\":\"" + proof + "\"").isProblem(428, "proof-required");

            assertThat(ask(working, phone, from, ",\"proof\":\"" + proof + "\"").status())
                    .isEqualTo(201);

            Answer last = ask(working, "+33612001008", from, "").isProblem(428, "proof-required");
            String lastProof = Hashcash.solve(last.json().at("/proof/challenge").asText(), 10);
            assertThat(ask(working, "+33612001008", from, ",\"proof\":\"" + lastProof + "\"")
                            .status())
                    .isEqualTo(201);
            assertLimited(ask(working, "+33612001009", from, ""), Duration.ofMinutes(8));
        }
    }
}
