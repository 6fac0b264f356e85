package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.store.AddressBookEntry;
import dev.doubletick.sdk.store.PhoneList;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The SQL on what is known of the address book, and on the lists of phones. */
final class AddressBookTables {

    private final Database database;

    AddressBookTables(Database database) {
        this.database = database;
    }

    List<AddressBookEntry> entries() {
        return database.query(
                row -> AddressBookEntry.of(
                        row.getString(1),
                        row.getString(2),
                        Optional.ofNullable(row.getString(3)).map(PhoneNumber::ofDigits),
                        row.getInt(4) == 1,
                        Instant.ofEpochMilli(row.getLong(5))),
                "SELECT number, region, phone, valid, checked_at FROM address_book ORDER BY rowid");
    }

    void save(AddressBookEntry entry) {
        database.update(
                "INSERT INTO address_book (number, region, phone, valid, checked_at) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (number) DO UPDATE SET region = excluded.region, phone = excluded.phone,"
                        + " valid = excluded.valid, checked_at = excluded.checked_at",
                entry.number(),
                entry.region(),
                entry.phone().map(PhoneNumber::digits).orElse(null),
                entry.isValid() ? 1 : 0,
                entry.checkedAt().toEpochMilli());
    }

    void remove(String number) {
        database.update("DELETE FROM address_book WHERE number = ?", number);
    }

    Set<PhoneNumber> phones(PhoneList list) {
        return new LinkedHashSet<>(database.query(
                row -> PhoneNumber.ofDigits(row.getString(1)),
                "SELECT phone FROM phone_list WHERE list = ? ORDER BY rowid",
                list.text()));
    }

    void add(PhoneList list, PhoneNumber phone) {
        database.update("INSERT OR IGNORE INTO phone_list (list, phone) VALUES (?, ?)", list.text(), phone.digits());
    }

    void remove(PhoneList list, PhoneNumber phone) {
        database.update("DELETE FROM phone_list WHERE list = ? AND phone = ?", list.text(), phone.digits());
    }
}
