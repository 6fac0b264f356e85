package dev.doubletick.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.DisappearingTimer;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of {@link MessageStoreContract} about the address book and lists of phones, and about forgetting everything. */
abstract class AddressBookContract extends StoreContractFixture {

    private static final AddressBookEntry REGISTERED =
            AddressBookEntry.of("0176 98765432", "DE", Optional.of(BOB), true, T1);
    private static final AddressBookEntry UNREGISTERED =
            AddressBookEntry.of("+1 (202) 555-0123", "DE", Optional.empty(), true, T2);
    private static final AddressBookEntry INVALID =
            AddressBookEntry.of("Bob's \ud83d\udcf1", "DE", Optional.empty(), false, T3);

    @Test
    void keepsWhatIsKnownOfTheAddressBook() {
        assertThat(store.addressBook()).isEmpty();

        store.saveAddressBook(List.of(REGISTERED, UNREGISTERED, INVALID));
        AddressBookEntry joined = AddressBookEntry.of(UNREGISTERED.number(), "AT", Optional.of(ALICE), true, T3);
        store.saveAddressBook(List.of(joined));
        reopen();

        assertThat(store.addressBook()).containsExactly(REGISTERED, joined, INVALID);
    }

    @Test
    void forgetsNumbersOfTheAddressBook() {
        store.saveAddressBook(List.of(REGISTERED, UNREGISTERED, INVALID));

        store.removeFromAddressBook(List.of(REGISTERED.number(), INVALID.number(), "never heard of"));

        assertThat(store.addressBook()).containsExactly(UNREGISTERED);
    }

    @Test
    void keepsListsOfPhones() {
        store.addPhones(PhoneList.BLOCKED, List.of(BOB, ALICE));
        store.addPhones(PhoneList.SHARED, List.of(ALICE));
        store.addPhones(PhoneList.BLOCKED, List.of(BOB));
        reopen();

        assertThat(store.phones(PhoneList.BLOCKED)).containsExactly(BOB, ALICE);
        assertThat(store.phones(PhoneList.SHARED)).containsExactly(ALICE);

        store.removePhones(PhoneList.BLOCKED, List.of(BOB, BOB));
        store.removePhones(PhoneList.SHARED, List.of(BOB));

        assertThat(store.phones(PhoneList.BLOCKED)).containsExactly(ALICE);
        assertThat(store.phones(PhoneList.SHARED)).containsExactly(ALICE);
    }

    @Test
    void forgetsEverythingAndGoesOn() {
        store.saveAccount(Account.of(ALICE, "secret", List.of(URI.create("mqtt://a:1883"))));
        store.saveSetting("colour", "blue");
        store.saveTimer(BOB, DisappearingTimer.of(Duration.ofHours(1), 1, Direction.OUTGOING));
        store.saveAddressBook(List.of(REGISTERED));
        store.addPhones(PhoneList.BLOCKED, List.of(BOB));
        queue(BOB, "waits");
        Message arrived = arrive(BOB, "findable");
        store.markSeen(BOB, Long.MAX_VALUE, T3);

        store.clear();

        assertEmpty(arrived);
        Message next = arrive(BOB, "after");
        assertThat(store.history(BOB, Long.MAX_VALUE, 10)).containsExactly(next);
        assertThat(found("after")).containsExactly("after");
        store.remove(next.key(), T3);
        reopen();
        assertEmpty(arrived);
        store.clear();
        assertEmpty(arrived);
    }

    private void assertEmpty(Message arrived) {
        assertThat(store.account()).isEmpty();
        assertThat(store.setting("colour")).isEmpty();
        assertThat(store.timer(BOB)).isEqualTo(DisappearingTimer.NONE);
        assertThat(store.addressBook()).isEmpty();
        assertThat(store.phones(PhoneList.BLOCKED)).isEmpty();
        assertThat(store.conversations()).isEmpty();
        assertThat(store.find(arrived.key())).isEmpty();
        assertThat(store.queuedRecipients()).isEmpty();
        assertThat(store.receiptRecipients()).isEmpty();
        assertThat(store.unread()).isZero();
        assertThat(found("findable")).isEmpty();
    }
}
