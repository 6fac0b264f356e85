package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.Privacy.Audience;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import dev.doubletick.sdk.testing.FakeService;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the service is told of the address book, and for what. */
class ContactPrivacyIT extends FakeServiceTestBase {

    private static final String CHANGES = "POST /v1/contacts/changes";

    @Test
    void keepsTheAddressBookFromTheServerUnlessAPrivacySettingNeedsIt() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432", "030 123456");
        assertThat(service.asked(CHANGES)).isEmpty();

        get(phone.account().setPrivacy(Privacy.OPEN.withMessages(Audience.CONTACTS)));
        assertThat(service.addressBook()).containsExactly(BOB.e164());
        assertThat(service.asked("P")).extracting(FakeService.Asked::what).endsWith(CHANGES, "PUT /v1/account/privacy");

        service.register("+1 (202) 555-0123", CAROL);
        sync("+1 (202) 555-0123", "030 123456");
        assertThat(service.addressBook()).containsExactly(CAROL.e164());
        sync("+1 (202) 555-0123", "030 123456");
        assertThat(service.asked(CHANGES)).as("only what has changed").hasSize(2);

        get(phone.account().setPrivacy(Privacy.OPEN));
        service.register("030 123456", BOB);
        now.updateAndGet(at -> at.plus(Duration.ofDays(8)));
        sync("+1 (202) 555-0123", "030 123456");
        assertThat(service.asked(CHANGES)).hasSize(2);

        get(phone.account().setPrivacy(Privacy.OPEN.withLastSeen(Audience.CONTACTS)));
        assertThat(service.addressBook()).containsExactlyInAnyOrder(CAROL.e164(), BOB.e164());
    }

    @Test
    void learnsFromTheServerWhetherItNeedsTheAddressBook() throws Exception {
        service.privacy("{'lastSeen':'nobody','seenReceipts':'contacts','messages':'everyone'}");
        service.register("0176 98765432", BOB);

        sync("0176 98765432");

        assertThat(service.addressBook()).containsExactly(BOB.e164());
        assertThat(get(phone.account().privacy()))
                .isEqualTo(Privacy.OPEN.withLastSeen(Audience.NOBODY).withSeenReceipts(Audience.CONTACTS));
    }

    @Test
    void takesTheCopyBackIfTheSettingWasRefused() throws Exception {
        service.register("0176 98765432", BOB);
        sync("0176 98765432");
        service.refuse(what ->
                what.startsWith("PUT") ? Optional.of(FakeService.problem(503, "unavailable", "")) : Optional.empty());

        failure(ProblemException.class, phone.account().setPrivacy(Privacy.OPEN.withMessages(Audience.CONTACTS)));
        assertThat(service.addressBook()).isNotEmpty();

        sync("0176 98765432");
        assertThat(service.addressBook()).isEmpty();
    }

    @Test
    void whoShowsSeenReceiptsToNobodySeesNone() throws Exception {
        get(phone.account().setPrivacy(Privacy.OPEN.withSeenReceipts(Audience.NOBODY)));
        assertThat(get(phone.seenReceipts())).isFalse();

        get(phone.account().setPrivacy(Privacy.OPEN));
        assertThat(get(phone.seenReceipts())).isTrue();

        get(phone.setSeenReceipts(false));
        get(phone.account().setPrivacy(Privacy.OPEN.withMessages(Audience.NOBODY)));
        assertThat(get(phone.seenReceipts())).as("the user's own choice stays").isFalse();
    }

    @Test
    void whatThePhoneBeforeHasToldTheServerIsReplaced() throws Exception {
        get(phone.account().setPrivacy(Privacy.OPEN.withMessages(Audience.CONTACTS)));
        service.register("0176 98765432", BOB);
        service.register("+1 (202) 555-0123", CAROL);
        sync("0176 98765432", "+1 (202) 555-0123");
        assertThat(service.addressBook()).containsExactlyInAnyOrder(BOB.e164(), CAROL.e164());
        phone.close();
        Files.delete(folder.resolve("messages.db"));
        try (SqliteMessageStore store = new SqliteMessageStore(folder.resolve("messages.db"))) {
            store.open();
            store.saveAccount(account);
        }
        phone = build();

        sync("+1 (202) 555-0123");
        assertThat(service.addressBook()).containsExactly(CAROL.e164());
        sync("0176 98765432", "+1 (202) 555-0123");

        assertThat(service.addressBook()).containsExactlyInAnyOrder(BOB.e164(), CAROL.e164());
        assertThat(service.asked(CHANGES)
                        .get(service.asked(CHANGES).size() - 1)
                        .body()
                        .get("replace")
                        .getAsBoolean())
                .isFalse();
    }
}
