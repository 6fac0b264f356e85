package dev.doubletick.registration.contacts;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.DeviceAuthentication;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The server's copies of address books: of those phones only whose privacy settings say "contacts". Safe on any thread; blocks
 * for the database.
 */
public final class AddressBooks {

    static final int MAX_CONTACTS = 20_000;

    private final Jdbi jdbi;

    /** @param jdbi the migrated database */
    public AddressBooks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Removes and adds, or does neither. What is there already is not added again, what is not there is not missed; a number in
     * both lists is in there afterwards.
     *
     * @param replace whether all that is there is removed as well
     * @throws ProblemException list-full, or unauthorized if the account is gone
     */
    void change(PhoneNumber phone, List<PhoneNumber> added, List<PhoneNumber> removed, boolean replace) {
        jdbi.useTransaction(transaction -> {
            // So that requests that race count one after the other.
            DeviceAuthentication.lockAccount(transaction, phone);
            if (replace) {
                transaction
                        .createUpdate("delete from contact where phone = :phone")
                        .bind("phone", phone.e164())
                        .execute();
            }
            update(transaction, "delete from contact where phone = :phone and contact = any(:numbers)", phone, removed);
            update(
                    transaction,
                    "insert into contact (phone, contact) select :phone, number from unnest(:numbers) as t (number)"
                            + " on conflict (phone, contact) do nothing",
                    phone,
                    added);
            requireInBounds(transaction, phone);
        });
    }

    private static void update(Handle transaction, String sql, PhoneNumber phone, List<PhoneNumber> numbers) {
        if (!numbers.isEmpty()) {
            transaction
                    .createUpdate(sql)
                    .bind("phone", phone.e164())
                    .bind("numbers", numbers.stream().map(PhoneNumber::e164).toArray(String[]::new))
                    .execute();
        }
    }

    private static void requireInBounds(Handle transaction, PhoneNumber phone) {
        int contacts = transaction
                .createQuery("select count(*) from contact where phone = :phone")
                .bind("phone", phone.e164())
                .mapTo(Integer.class)
                .one();
        if (contacts > MAX_CONTACTS) {
            throw new ProblemException(
                    Problem.LIST_FULL, "The server keeps " + MAX_CONTACTS + " contacts of a phone at most.");
        }
    }
}
