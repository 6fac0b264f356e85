package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.DisappearingTimer;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.store.AddressBookEntry;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.PhoneList;
import dev.doubletick.sdk.store.StoreException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The file as such, and what it holds beside messages: account, settings, timers, the address book. */
abstract class SqliteFile implements MessageStore {

    private final Path file;
    private @Nullable Database database;

    SqliteFile(Path file) {
        this.file = file;
    }

    @Override
    public final void open() {
        if (database != null) {
            return;
        }
        Schema.createPrivate(file);
        Schema.check(file);
        Database opened = Database.openExclusive(file);
        try {
            Schema.migrate(opened);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
        database = opened;
    }

    /**
     * @throws StoreException if it is not open
     */
    final Database database() {
        if (database == null) {
            throw new StoreException("the message database is not open");
        }
        return database;
    }

    @Override
    public final <T> T inTransaction(Supplier<T> work) {
        return database().inTransaction(work);
    }

    /** For work without a result. */
    final void transact(Runnable work) {
        inTransaction(() -> {
            work.run();
            return true;
        });
    }

    @Override
    public final Optional<Account> account() {
        List<URI> brokers =
                database().query(row -> URI.create(row.getString(1)), "SELECT address FROM broker ORDER BY position");
        return database()
                .queryOne(
                        row -> Account.of(PhoneNumber.ofDigits(row.getString(1)), row.getString(2), brokers),
                        "SELECT phone, credential FROM account");
    }

    @Override
    public final void saveAccount(Account account) {
        transact(() -> {
            database().update("DELETE FROM broker");
            database()
                    .update(
                            "INSERT OR REPLACE INTO account (one, phone, credential) VALUES (1, ?, ?)",
                            account.phone().digits(),
                            account.credential());
            for (URI broker : account.brokers()) {
                database().update("INSERT INTO broker (address) VALUES (?)", broker.toString());
            }
        });
    }

    @Override
    public final Optional<String> setting(String name) {
        return database().queryOne(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", name);
    }

    @Override
    public final void saveSetting(String name, String value) {
        database().update("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", name, value);
    }

    private AddressBookTables addressBooks() {
        return new AddressBookTables(database());
    }

    @Override
    public final List<AddressBookEntry> addressBook() {
        return addressBooks().entries();
    }

    @Override
    public final void saveAddressBook(Collection<AddressBookEntry> entries) {
        transact(() -> entries.forEach(addressBooks()::save));
    }

    @Override
    public final void removeFromAddressBook(Collection<String> numbers) {
        transact(() -> numbers.forEach(addressBooks()::remove));
    }

    @Override
    public final Set<PhoneNumber> phones(PhoneList list) {
        return addressBooks().phones(list);
    }

    @Override
    public final void addPhones(PhoneList list, Collection<PhoneNumber> phones) {
        transact(() -> phones.forEach(phone -> addressBooks().add(list, phone)));
    }

    @Override
    public final void removePhones(PhoneList list, Collection<PhoneNumber> phones) {
        transact(() -> phones.forEach(phone -> addressBooks().remove(list, phone)));
    }

    @Override
    public final void clear() {
        Schema.clear(database());
    }

    @Override
    public final DisappearingTimer timer(PhoneNumber with) {
        return database()
                .queryOne(
                        row -> DisappearingTimer.of(
                                Duration.ofSeconds(row.getLong(1)),
                                row.getLong(2),
                                row.getInt(3) == 1 ? Direction.OUTGOING : Direction.INCOMING),
                        "SELECT expires_after, revision, own FROM timer WHERE peer = ?",
                        with.digits())
                .orElse(DisappearingTimer.NONE);
    }

    @Override
    public final void saveTimer(PhoneNumber with, DisappearingTimer timer) {
        database()
                .update(
                        "INSERT OR REPLACE INTO timer (peer, expires_after, revision, own) VALUES (?, ?, ?, ?)",
                        with.digits(),
                        timer.expiresAfter().toMillis() / 1000,
                        timer.revision(),
                        timer.setBy() == Direction.OUTGOING ? 1 : 0);
    }

    @Override
    public final void close() {
        if (database != null) {
            Database closing = database;
            database = null;
            closing.close();
        }
    }
}
