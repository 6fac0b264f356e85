package dev.doubletick.broker.deletion;

import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.exception.NoSuchClientIdException;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.SampledLog;
import dev.doubletick.broker.account.AccountChanges;
import dev.doubletick.broker.account.AccountDatabase;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.PhoneNumber;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
     * From the first sight of a deletion: time for the phone to be told, and for what was let through before the account was
     * forgotten to reach the mailbox. What comes later is refused.
     */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final AccountDatabase database;
    private final AccountDirectory accounts;
    private final Mailbox mailbox;
    private final Consumer<PhoneNumber> deleted;
    private final Executor executor;
    private final SampledLog notListed = SampledLog.one();
    private final SampledLog notDeleted = SampledLog.one();

    /** When each deletion was first seen, by the nano clock. For the round under way. */
    private final Map<PhoneNumber, Long> seen = new HashMap<>();

    /** Guarded by this, as the two below. */
    private boolean scheduled;

    /** A round is under way. Never two: the slower one would empty the mailbox of the number's next owner. */
    private boolean busy;

    private boolean again;

    /**
     * @param deleted is told of each account whose session has ended, before its number can be used again
     * @param executor may be blocked for the database
     */
    public MailboxDeletions(
            AccountDatabase database,
            AccountDirectory accounts,
            Mailbox mailbox,
            Consumer<PhoneNumber> deleted,
            Executor executor) {
        this.database = database;
        this.accounts = accounts;
        this.mailbox = mailbox;
        this.deleted = deleted;
        this.executor = executor;
    }

    @Override
    public void onAccountChanged(PhoneNumber phone) {}

    @Override
    public void onChangesMissed() {
        schedule(Duration.ZERO);
    }

    @Override
    public void onMailboxDeletion() {
        schedule(Duration.ZERO);
    }

    private synchronized void schedule(Duration delay) {
        again = busy;
        if (!busy && !scheduled) {
            scheduled = true;
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(this::round);
        }
    }

    private void round() {
        synchronized (this) {
            scheduled = false;
            busy = true;
            again = false;
        }
        List<PhoneNumber> listed;
        try {
            listed = database.deletions();
            if (notListed.over()) {
                log.info("found out again which mailboxes are to be deleted");
            }
        } catch (SQLException e) {
            // Once it is back, onChangesMissed begins anew.
            notListed.say(
                    more -> log.warn("cannot find out which mailboxes are to be deleted: {}{}", e.getMessage(), more));
            ended(Optional.of(TRY_AGAIN));
            return;
        }
        List<PhoneNumber> due = due(listed);
        CompletableFuture<?>[] deletions = due.stream().map(this::delete).toArray(CompletableFuture[]::new);
        Completion.of(CompletableFuture.allOf(deletions), (done, failure) -> {
            if (failure != null) {
                notDeleted.say(more ->
                        log.warn("some mailboxes are not deleted yet, trying again: {}{}", failure.toString(), more));
                ended(Optional.of(TRY_AGAIN));
            } else if (!due.isEmpty()) {
                // There may be more of them than a list holds.
                ended(Optional.of(Duration.ZERO));
            } else {
                ended(listed.isEmpty() ? Optional.empty() : Optional.of(GRACE));
            }
        });
    }

    private synchronized void ended(Optional<Duration> next) {
        busy = false;
        if (again) {
            schedule(Duration.ZERO);
        } else {
            next.ifPresent(this::schedule);
        }
    }

    /** Those seen long enough ago. One that is new is forgotten here too: that it was announced may not have been heard yet. */
    private List<PhoneNumber> due(List<PhoneNumber> listed) {
        long now = System.nanoTime();
        seen.keySet().retainAll(Set.copyOf(listed));
        for (PhoneNumber phone : listed) {
            if (seen.putIfAbsent(phone, now) == null) {
                accounts.forget(phone);
            }
        }
        return listed.stream()
                .filter(phone -> now - seen.getOrDefault(phone, now) >= GRACE.toNanos())
                .toList();
    }

    private CompletableFuture<Void> delete(PhoneNumber phone) {
        return endSession(phone)
                .thenRun(() -> deleted.accept(phone))
                .thenCompose(ended -> mailbox.delete(MailboxOwner.of(phone)))
                .thenAcceptAsync(depth -> confirm(phone, depth), executor);
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

    private void confirm(PhoneNumber phone, Depth depth) {
        try {
            database.deleted(phone);
            log.info(
                    "deleted the mailbox of {}, which held {} messages and {} receipts",
                    phone,
                    depth.messages(),
                    depth.receipts());
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
