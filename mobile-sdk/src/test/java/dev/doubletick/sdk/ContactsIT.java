package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.testing.FakeService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Which of the address book are registered. */
class ContactsIT extends FakeServiceTestBase {

    private static final String LOOKUP = "POST /v1/contacts/lookup";

    private List<String> lookedUp() {
        return service.asked(LOOKUP).stream()
                .flatMap(one -> one.body().getAsJsonArray("numbers").asList().stream())
                .map(number -> number.getAsString())
                .toList();
    }

    @Test
    void findsWhoIsRegisteredInTheOrderOfTheAddressBook() throws Exception {
        service.register("0176 98765432", BOB);
        service.register("+1 (202) 555-0123", CAROL);

        assertThat(sync("+1 (202) 555-0123", "030 123456", "0176 98765432", "Pizza", "  ", "030 123456"))
                .containsExactly(Contact.of("+1 (202) 555-0123", CAROL), Contact.of("0176 98765432", BOB));

        assertThat(lookedUp()).containsExactly("+1 (202) 555-0123", "030 123456", "0176 98765432", "Pizza");
        assertThat(service.asked(LOOKUP).get(0).body().get("defaultRegion").getAsString())
                .isEqualTo("DE");
        assertThat(reported).extracting(Contact::phone).containsExactly(CAROL, BOB);
        assertThat(get(phone.contacts().registered())).hasSize(2);
    }

    @Test
    void asksOnlyAboutWhatIsNew() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432", "030 123456");
        phone.close();
        phone = build();
        reported.clear();

        service.register("030 123456", CAROL);
        assertThat(sync("0176 98765432", "030 123456", "040 123456")).hasSize(1);

        assertThat(lookedUp()).containsExactly("0176 98765432", "030 123456", "040 123456");
        assertThat(reported).isEmpty();
    }

    @Test
    void asksAgainAfterAWeekAboutThoseWhoWereNotRegistered() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432", "030 123456", "Pizza");
        reported.clear();
        service.register("030 123456", CAROL);

        now.updateAndGet(at -> at.plus(Duration.ofDays(8)));
        assertThat(sync("0176 98765432", "030 123456", "Pizza")).hasSize(2);

        assertThat(lookedUp().subList(3, 4)).containsExactly("030 123456");
        assertThat(lookedUp()).hasSize(4);
        assertThat(reported).containsExactly(Contact.of("030 123456", CAROL));
    }

    @Test
    void noticesAfterTwoWeeksThatSomebodyIsGone() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432");
        service.unregister("0176 98765432");

        now.updateAndGet(at -> at.plus(Duration.ofDays(15)));

        assertThat(sync("0176 98765432")).isEmpty();
        assertThat(get(phone.contacts().registered())).isEmpty();
    }

    @Test
    void asksAgainWhereNationalNumbersMeanSomebodyElseNow() throws Exception {
        sync("0176 98765432");

        get(phone.contacts().sync(List.of("0176 98765432"), "AT"));

        assertThat(service.asked(LOOKUP)).hasSize(2);
    }

    @Test
    void forgetsWhatIsNoLongerInTheAddressBook() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432", "030 123456");

        assertThat(sync("030 123456")).isEmpty();
        assertThat(get(phone.contacts().registered())).isEmpty();
        reported.clear();

        assertThat(sync("0176 98765432", "030 123456")).hasSize(1);
        assertThat(reported).hasSize(1);
    }

    @Test
    void oneFriendWithSeveralNumbersInTheBookIsReportedOnce() throws Exception {
        service.register("0176 98765432", BOB);
        service.register("+49 176 98765432", BOB);

        assertThat(sync("0176 98765432", "+49 176 98765432")).hasSize(2);

        assertThat(reported).hasSize(1);
    }

    @Test
    void asksInPortions() throws Exception {
        List<String> numbers =
                IntStream.range(0, 4_500).mapToObj(i -> "030 " + (100_000 + i)).toList();
        service.register("030 104499", BOB);

        assertThat(get(phone.contacts().sync(numbers, "DE"))).containsExactly(Contact.of("030 104499", BOB));

        assertThat(service.asked(LOOKUP))
                .extracting(one -> one.body().getAsJsonArray("numbers").size())
                .containsExactly(2_000, 2_000, 500);
    }

    @Test
    void doesNotAskAboutWhatCannotBeANumber() throws Exception {
        assertThat(sync("0".repeat(49), "030\u0007123456")).isEmpty();

        assertThat(service.asked(LOOKUP)).isEmpty();
    }

    @Test
    void goesOnWhereTheServerHadEnough() throws Exception {
        List<String> numbers =
                IntStream.range(0, 3_000).mapToObj(i -> "030 " + (100_000 + i)).toList();
        service.register("030 100000", BOB);
        refuseLookups(1);

        ProblemException enough =
                failure(ProblemException.class, phone.contacts().sync(numbers, "DE"));

        assertThat(enough.retryAfter()).contains(Duration.ofHours(1));
        assertThat(get(phone.contacts().registered())).hasSize(1);
        service.refuse(what -> Optional.empty());
        assertThat(get(phone.contacts().sync(numbers, "DE"))).hasSize(1);
        assertThat(service.asked(LOOKUP))
                .extracting(one -> one.body().getAsJsonArray("numbers").size())
                .containsExactly(2_000, 1_000, 1_000);
    }

    /** Refuses all but the first of them. */
    private void refuseLookups(int after) {
        MockResponse tooMany = FakeService.problem(429, "too-many-requests", "", "Retry-After", "3600");
        service.refuse(what ->
                what.equals(LOOKUP) && service.asked(LOOKUP).size() > after ? Optional.of(tooMany) : Optional.empty());
    }

    @Test
    void whatIsKnownWillDoWhileTheServerHasEnough() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432");
        now.updateAndGet(at -> at.plus(Duration.ofDays(15)));
        refuseLookups(1);

        assertThat(sync("0176 98765432")).containsExactly(Contact.of("0176 98765432", BOB));
        assertThat(service.asked(LOOKUP)).hasSize(2);
    }

    @Test
    void twoSynchronizationsComeOneAfterTheOther() throws Exception {
        service.register("0176 98765432", BOB);
        CompletableFuture<List<Contact>> first = phone.contacts().sync(List.of("0176 98765432", "030 1"), "DE");
        CompletableFuture<List<Contact>> second = phone.contacts().sync(List.of("0176 98765432"), "DE");

        assertThat(get(second)).hasSize(1);
        assertThat(first).isDone();
        assertThat(service.asked(LOOKUP))
                .as("the second one finds what the first one learnt")
                .hasSize(1);
    }

    @Test
    void closingEndsASynchronization() {
        service.refuse(what -> Optional.of(new MockResponse.Builder()
                .code(200)
                .headersDelay(1, TimeUnit.MINUTES)
                .build()));
        CompletableFuture<List<Contact>> sync = phone.contacts().sync(List.of("030 1"), "DE");
        CompletableFuture<Void> waiting = phone.contacts().block(BOB);
        Awaitility.await().until(() -> !service.asked(LOOKUP).isEmpty());

        phone.close();

        failure(IllegalStateException.class, sync);
        failure(IllegalStateException.class, waiting);
    }

    @Test
    void anAddressBookInAWideScriptIsAskedAboutInPortionsThatTheServerTakes() throws Exception {
        List<String> numbers = IntStream.range(0, 1_500)
                .mapToObj(n -> "\uff0b\uff14\uff19 "
                        + String.format("%07d", n)
                                .chars()
                                .map(digit -> digit - '0' + '\uff10')
                                .mapToObj(Character::toString)
                                .collect(Collectors.joining(" "))
                        + " ".repeat(20))
                .toList();

        get(phone.contacts().sync(numbers, "de"));

        assertThat(lookedUp()).containsExactlyElementsOf(numbers);
        assertThat(service.asked(LOOKUP)).hasSizeGreaterThan(1).allSatisfy(request -> assertThat(
                        request.body().toString().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(120 * 1024));
    }
}
