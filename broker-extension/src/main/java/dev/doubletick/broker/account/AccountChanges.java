package dev.doubletick.broker.account;

import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.protocol.PhoneNumber;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from PostgreSQL which accounts have changed (LISTEN on a connection of its own). While that connection is down
 * changes are missed, so every time it comes up the listener is told to assume that anything has changed.
 */
public final class AccountChanges implements AutoCloseable {

    /** Called on the thread of this class, one call at a time. It must not block for long. */
    public interface Listener {
        /** This account was created, changed or deleted. */
        void onAccountChanged(PhoneNumber phone);

        /** Changes may have been missed until now; from now on none is. */
        void onChangesMissed();

        /** There are {@linkplain AccountDatabase#deletions mailboxes to be emptied}. Deletions may have been missed too. */
        default void onMailboxDeletion() {}
    }

    private static final Logger log = LoggerFactory.getLogger(AccountChanges.class);
    private static final String ACCOUNT = "doubletick_account";
    private static final String DELETION = "doubletick_deletion";
    private static final int POLL_MILLIS = 5_000;
    private static final int RETRY_MILLIS = 1_000;

    private final BrokerConfig.Database config;
    private final List<Listener> listeners;
    private final Thread thread = new Thread(this::run, "doubletick-account-changes");
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection connection;
    private volatile @Nullable String problem = "it was not asked yet";

    /**
     * @param listeners told in this order
     */
    public AccountChanges(BrokerConfig.Database config, List<Listener> listeners) {
        this.config = config;
        this.listeners = List.copyOf(listeners);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Why changes are not heard at present, which is also why the database is no good for anything else; empty if they are. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void run() {
        boolean down = false;
        while (closed.getCount() > 0) {
            try (Connection opened = DatabaseAccess.open(config, "doubletick-broker-changes")) {
                connection = opened;
                DatabaseAccess.requireTables(opened);
                listenFirst(opened);
                problem = null;
                if (down) {
                    log.info("listening for account changes again");
                    down = false;
                }
                listen(opened);
            } catch (SQLException e) {
                problem = String.valueOf(e.getMessage());
                if (closed.getCount() > 0 && !down) {
                    down = true;
                    log.warn("not listening for account changes, retrying every second: {}", e.getMessage());
                }
            } catch (RuntimeException e) {
                log.error("account change not handled, starting to listen anew", e);
            }
            pause();
        }
    }

    private static void listenFirst(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + ACCOUNT);
            statement.execute("listen " + DELETION);
        }
    }

    private void listen(Connection connection) throws SQLException {
        listeners.forEach(Listener::onChangesMissed);
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (closed.getCount() > 0) {
            PGNotification[] received = notifications.getNotifications(POLL_MILLIS);
            for (PGNotification notification : received) {
                if (notification.getName().equals(DELETION)) {
                    listeners.forEach(Listener::onMailboxDeletion);
                } else {
                    changed(notification.getParameter());
                }
            }
            if (received.length == 0 && !connection.isValid(POLL_MILLIS / 1_000)) {
                throw new SQLException("the database does not answer");
            }
        }
    }

    private void changed(String e164) {
        PhoneNumber phone;
        try {
            phone = PhoneNumber.ofE164(e164);
        } catch (IllegalArgumentException e) {
            log.warn("account change ignored: {}", e.getMessage());
            return;
        }
        listeners.forEach(listener -> listener.onAccountChanged(phone));
    }

    private void pause() {
        try {
            if (closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                log.debug("no longer listening for account changes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    /** Stops listening and waits for the thread, a few seconds at most. */
    @Override
    public void close() {
        closed.countDown();
        Connection open = connection;
        if (open != null) {
            try {
                // Ends the blocking wait for notifications.
                open.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("could not abort the connection that listens for account changes", e);
            }
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
