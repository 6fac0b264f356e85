package dev.doubletick.broker.deletion;

import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.exception.NoSuchClientIdException;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.account.AccountChanges;
import dev.doubletick.broker.account.AccountDatabase;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.PhoneNumber;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the mailboxes of accounts that are gone, and ends their sessions. The database keeps a list of these mailboxes, so that
 * a deletion is neither forgotten while this broker, or the database, is away, nor undone by a crash: the entry goes last.
 *
 * <p>As long as a number is on the list no account is found for it, and so it takes no messages and lets no phone in: nothing of a
 * new owner's is emptied along.
 *
 * <p>Called on the thread that hears of changes; works on the given executor, one round at a time.
 */
public final class MailboxDeletions implements AccountChanges.Listener {

    private static final Logger log = LoggerFactory.getLogger(MailboxDeletions.class);

    /**
     * Time for the phone to be told, and for what was let through before the account was forgotten to reach the mailbox: what
     * comes later is refused.
     */
    private static final Duration DELAY = Duration.ofMillis(500);

    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    /** The registration service makes the tables, and may start beside the broker: for so long that is no trouble. */
    private static final Duration TIME_TO_MIGRATE = Duration.ofMinutes(1);

    private static final Duration LOOK_FOR_SCHEMA = Duration.ofSeconds(1);
    /** PostgreSQL, appendix A. */
    private static final String UNDEFINED_TABLE = "42P01";

    private final AccountDatabase database;
    private final Mailbox mailbox;
    private final Executor executor;
    private final Clock clock;
    private final Instant migratedBy;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** Once it was there, its absence is never normal again. */
    private volatile boolean schemaSeen;

    /** @param executor may be blocked for the database */
    public MailboxDeletions(AccountDatabase database, Mailbox mailbox, Executor executor, Clock clock) {
        this.database = database;
        this.mailbox = mailbox;
        this.executor = executor;
        this.clock = clock;
        this.migratedBy = clock.instant().plus(TIME_TO_MIGRATE);
    }

    @Override
    public void onAccountChanged(PhoneNumber phone) {}

    @Override
    public void onChangesMissed() {
        schedule(DELAY);
    }

    @Override
    public void onMailboxDeletion() {
        schedule(DELAY);
    }

    private void schedule(Duration delay) {
        if (scheduled.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(this::round);
        }
    }

    private void round() {
        // First, so that what is announced from now on gets a round of its own.
        scheduled.set(false);
        List<PhoneNumber> phones;
        try {
            phones = database.deletions();
            schemaSeen = true;
        } catch (SQLException e) {
            if (isBeforeMigration(e)) {
                log.debug("the tables are not there yet");
                schedule(LOOK_FOR_SCHEMA);
                return;
            }
            // Once it is back, onChangesMissed begins anew.
            log.warn("cannot find out which mailboxes are to be deleted: {}", e.getMessage());
            schedule(TRY_AGAIN);
            return;
        }
        CompletableFuture<?>[] deletions = phones.stream().map(this::delete).toArray(CompletableFuture[]::new);
        Completion.of(CompletableFuture.allOf(deletions), (done, failure) -> {
            if (failure != null) {
                log.warn("some mailboxes are not deleted yet, trying again: {}", failure.toString());
                schedule(TRY_AGAIN);
            } else if (!phones.isEmpty()) {
                schedule(Duration.ZERO);
            }
        });
    }

    private boolean isBeforeMigration(SQLException e) {
        return UNDEFINED_TABLE.equals(e.getSQLState())
                && !schemaSeen
                && clock.instant().isBefore(migratedBy);
    }

    private CompletableFuture<Void> delete(PhoneNumber phone) {
        return endSession(phone)
                .thenCompose(ended -> mailbox.delete(MailboxOwner.of(phone)))
                .thenAcceptAsync(deleted -> confirm(phone, deleted), executor);
    }

    private static CompletableFuture<Void> endSession(PhoneNumber phone) {
        return Services.clientService().invalidateSession(phone.digits()).handle((connected, failure) -> {
            if (failure != null && !isUnknown(failure)) {
                throw new CompletionException(failure);
            }
            return null;
        });
    }

    /** It had no session. */
    private static boolean isUnknown(Throwable failure) {
        return failure instanceof NoSuchClientIdException || failure.getCause() instanceof NoSuchClientIdException;
    }

    private void confirm(PhoneNumber phone, Depth deleted) {
        try {
            database.deleted(phone);
            log.info(
                    "deleted the mailbox of {}, which held {} messages and {} receipts",
                    phone,
                    deleted.messages(),
                    deleted.receipts());
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
