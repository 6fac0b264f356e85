package dev.doubletick.broker.account;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.doubletick.protocol.PhoneNumber;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Who is registered, answered from memory where it is known. What is known stays valid until {@link AccountChanges} says
 * otherwise, so that messages between known phones do not need the database; that a number is <em>not</em> registered is
 * believed for a short time only.
 *
 * <p>Safe on any thread; never blocks the caller. Futures complete on the given executor, or at once where the answer is in
 * memory, and fail when the database cannot be asked.
 */
public final class AccountDirectory {

    private static final long MAX_ENTRIES = 1_000_000;
    /** So many numbers in lists weigh as much as an account without any: some 400 bytes. */
    private static final int NUMBERS_PER_ENTRY = 50;

    private static final Duration UNREGISTERED_FOR = Duration.ofSeconds(30);
    private static final Duration REGISTERED_FOR = Duration.ofDays(365);

    private final AccountDatabase database;
    private final AsyncCache<PhoneNumber, Optional<Account>> cache;

    public AccountDirectory(AccountDatabase database, Executor executor) {
        this.database = database;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(MAX_ENTRIES)
                .<PhoneNumber, Optional<Account>>weigher((phone, account) -> 1
                        + account.map(known -> known.privacy().size() / NUMBERS_PER_ENTRY)
                                .orElse(0))
                .executor(executor)
                .expireAfter(Expiry.<PhoneNumber, Optional<Account>>creating(
                        (phone, account) -> account.isPresent() ? REGISTERED_FOR : UNREGISTERED_FOR))
                .buildAsync();
    }

    /** The account of a number, from memory where it is known; empty if it is not registered. */
    public CompletableFuture<Optional<Account>> find(PhoneNumber phone) {
        return cache.get(phone, this::load);
    }

    /** Asks the database, and remembers the answer. Those who ask at the same time share one query. */
    public CompletableFuture<Optional<Account>> findFresh(PhoneNumber phone) {
        CompletableFuture<Optional<Account>> known = cache.getIfPresent(phone);
        if (known != null && known.isDone()) {
            cache.asMap().remove(phone, known);
        }
        return find(phone);
    }

    /** Forgets one number: it has changed. */
    public void forget(PhoneNumber phone) {
        cache.synchronous().invalidate(phone);
    }

    /** Forgets everything: changes may have been missed. */
    public void forgetAll() {
        cache.synchronous().invalidateAll();
    }

    private Optional<Account> load(PhoneNumber phone) {
        try {
            return database.find(phone);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
