package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.Completion;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.Position;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far one phone's mailbox has been read, and the read under way; there is one at a time. Guarded by its {@link Forwarder}.
 */
final class MailboxReader {

    private final Mailbox mailbox;
    private final Object monitor;
    private final Consumer<List<Held>> found;
    private final Consumer<Throwable> failed;

    /** Everything up to here has been read; empty means to start over. */
    private Optional<Position> cursor = Optional.empty();
    /** There may be something behind the cursor. */
    private boolean behind;

    private boolean reading;
    /** Tells the read under way from those whose result is no longer wanted. */
    private long number;

    /**
     * @param monitor what guards this object
     * @param found called under the monitor with what a read has found, in order, perhaps nothing
     * @param failed called under the monitor when a read has failed
     */
    MailboxReader(Mailbox mailbox, Object monitor, Consumer<List<Held>> found, Consumer<Throwable> failed) {
        this.mailbox = mailbox;
        this.monitor = monitor;
        this.found = found;
        this.failed = failed;
    }

    /** Reads from the beginning. A read under way is forgotten: it may lie behind what must be read again. */
    void startOver() {
        cursor = Optional.empty();
        reading = false;
        number++;
        behind = true;
    }

    /** There may be something new. */
    void behind() {
        behind = true;
    }

    /** Whether a wake signal tells nothing new: what it is about came along with the append. */
    boolean isThrough(@Nullable Lease lease) {
        return lease != null && !behind && !reading && cursor.isPresent() && !lease.mayHoldAfter(cursor.get());
    }

    boolean reading() {
        return reading;
    }

    /** Whether everything that is known of has been read. */
    boolean idle() {
        return !behind && !reading;
    }

    boolean hasPassed(Position position) {
        return cursor.isPresent() && position.compareTo(cursor.get()) <= 0;
    }

    /** Whether an entry that follows this one is the next to be read. */
    boolean isNextAfter(Optional<Position> previous) {
        return !behind && !reading && previous.isPresent() && previous.equals(cursor);
    }

    /** The next entry came otherwise. */
    void advance(Position position) {
        cursor = Optional.of(position);
    }

    /** Reads on, if there may be something and no read is under way. */
    void read(Lease lease, int maxEntries, long maxBytes) {
        if (reading || !behind) {
            return;
        }
        behind = false;
        reading = true;
        long mine = ++number;
        Completion.of(mailbox.read(lease, cursor, maxEntries, maxBytes), (batch, failure) -> {
            synchronized (monitor) {
                if (mine != number) {
                    return;
                }
                reading = false;
                if (failure == null) {
                    cursor = Optional.of(batch.through());
                    behind |= batch.more();
                    found.accept(batch.entries());
                } else {
                    failed.accept(failure);
                }
            }
        });
    }
}
