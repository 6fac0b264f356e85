package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WaitingMail;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The phones whose mail waits, each once; and which of them a message has made known that nobody has looked at yet. Safe on any thread. */
final class WaitingPhones {

    private final Map<MailboxOwner, Waiting> byOwner = new ConcurrentHashMap<>();
    private final Queue<Waiting> made = new ConcurrentLinkedQueue<>();
    private final Times times;

    WaitingPhones(Times times) {
        this.times = times;
    }

    /** A message for this phone was stored. Answers whether it causes nothing because the phone has been woken already. */
    boolean stored(MailboxOwner owner, Instant acceptedAt, Instant expires) {
        while (true) {
            Waiting known = byOwner.get(owner);
            if (known == null) {
                Waiting waiting = new Waiting(owner, new Moment(acceptedAt, times.uptime()), expires, 1);
                if (byOwner.putIfAbsent(owner, waiting) == null) {
                    made.add(waiting);
                    return false;
                }
            } else {
                Waiting.Stored stored = known.stored(expires);
                if (stored != Waiting.Stored.TOO_LATE) {
                    return stored == Waiting.Stored.WOKEN;
                }
                byOwner.remove(owner, known);
            }
        }
    }

    /** Mail of this phone was found at the start. */
    Waiting found(WaitingMail mail) {
        Waiting waiting = byOwner.computeIfAbsent(
                mail.owner(), owner -> new Waiting(owner, times.of(mail.oldest()), mail.expires(), 0));
        waiting.lastUntil(mail.expires());
        return waiting;
    }

    @Nullable
    Waiting find(MailboxOwner owner) {
        return byOwner.get(owner);
    }

    /** The next that a message has made known, each once; null if there is none. */
    @Nullable
    Waiting nextNew() {
        return made.poll();
    }

    void remove(Waiting waiting) {
        byOwner.remove(waiting.owner(), waiting);
    }

    Stream<Waiting> stream() {
        return byOwner.values().stream();
    }

    int size() {
        return byOwner.size();
    }
}
