package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.Completion;
import dev.doubletick.broker.SampledLog;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.protocol.Limits;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One phone's connection to this broker, and the lease on its mailbox that goes with it. Guarded by its {@link Forwarder}. */
final class Attachment {

    private static final Logger log = LoggerFactory.getLogger(Attachment.class);

    /** Of all phones together: when the mailbox is away, it is for each of them. */
    private static final SampledLog notAttached = SampledLog.few();

    private final Mailbox mailbox;
    private final ForwarderHost host;
    private final Object monitor;
    private final Runnable attached;
    private final Consumer<Runnable> later;

    private @Nullable PhoneConnection connection;
    private @Nullable Lease lease;
    private boolean elsewhere;
    private long disconnectedAt;
    private long sessionExpiryNanos;

    /**
     * @param monitor what guards this object
     * @param attached called under the monitor when there is a lease
     * @param later must run something after a while
     */
    Attachment(Mailbox mailbox, ForwarderHost host, Object monitor, Runnable attached, Consumer<Runnable> later) {
        this.mailbox = mailbox;
        this.host = host;
        this.monitor = monitor;
        this.attached = attached;
        this.later = later;
    }

    @Nullable
    PhoneConnection connection() {
        return connection;
    }

    /** May outlive the connection, for what is still to be acknowledged. */
    @Nullable
    Lease lease() {
        return lease;
    }

    /** Whether there are both, so that mail can go its way. */
    boolean ready() {
        return connection != null && lease != null;
    }

    /** Whether the lease was lost to somebody else, and the phone has not been back. */
    boolean elsewhere() {
        return elsewhere;
    }

    /** Whether the phone has been away for so long that its session may be over, and nothing it holds need be remembered. */
    boolean sessionOver() {
        return connection == null && System.nanoTime() - disconnectedAt >= sessionExpiryNanos;
    }

    void connected(PhoneConnection connected) {
        connection = connected;
        lease = null;
        elsewhere = false;
        // A session that is present has the subscription already.
        attach(connected, connected.sessionPresent());
    }

    /** Answers false if the phone has a newer connection. */
    boolean disconnected(PhoneConnection disconnected) {
        if (!disconnected.equals(connection)) {
            return false;
        }
        connection = null;
        disconnectedAt = System.nanoTime();
        sessionExpiryNanos = disconnected.sessionExpiry().compareTo(Limits.MAX_MESSAGE_EXPIRY) < 0
                ? disconnected.sessionExpiry().toNanos()
                : Limits.MAX_MESSAGE_EXPIRY.toNanos();
        return true;
    }

    private void attach(PhoneConnection connected, boolean subscribed) {
        Completion.of(host.attach(connected, subscribed), (granted, failure) -> {
            synchronized (monitor) {
                if (!connected.equals(connection)) {
                    if (granted != null) {
                        mailbox.release(granted);
                    }
                } else if (granted == null) {
                    notAttached.say(more -> log.warn(
                            "cannot attach to the mailbox of {}, trying again: {}{}",
                            connected.phone(),
                            String.valueOf(failure),
                            more));
                    attachLater(connected);
                } else {
                    lease = granted;
                    granted.lost().thenRun(() -> lost(granted));
                    attached.run();
                }
            }
        });
    }

    private void attachLater(PhoneConnection connected) {
        later.accept(() -> {
            synchronized (monitor) {
                if (connected.equals(connection) && lease == null) {
                    attach(connected, false);
                }
            }
        });
    }

    /** Pauses, subscribes the session and attaches anew after a while, which fences the present lease. */
    void renew() {
        PhoneConnection current = connection;
        if (current != null && lease != null) {
            lease = null;
            attachLater(current);
        }
    }

    /** A lease is no longer valid. If it is the present one, somebody else has the mailbox. */
    void lost(Lease fenced) {
        synchronized (monitor) {
            if (lease != fenced) {
                return;
            }
            lease = null;
            elsewhere = true;
            PhoneConnection current = connection;
            if (current != null) {
                log.info("disconnecting {}: its mailbox is attached elsewhere", current.phone());
                current.closeAsTakenOver();
            }
        }
    }

    /** Gives the lease back. */
    void release() {
        Lease held = lease;
        if (held != null) {
            lease = null;
            mailbox.release(held);
        }
    }
}
