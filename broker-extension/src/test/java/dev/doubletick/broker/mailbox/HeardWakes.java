package dev.doubletick.broker.mailbox;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts wake signals. */
final class HeardWakes implements WakeListener {

    private final Map<MailboxOwner, Integer> counts = new ConcurrentHashMap<>();
    private final AtomicInteger resyncs = new AtomicInteger();

    @Override
    public void wake(MailboxOwner owner) {
        counts.merge(owner, 1, Integer::sum);
    }

    @Override
    public void resync() {
        resyncs.incrementAndGet();
    }

    int of(MailboxOwner owner) {
        return counts.getOrDefault(owner, 0);
    }

    Set<MailboxOwner> owners() {
        return counts.keySet();
    }

    int resyncs() {
        return resyncs.get();
    }
}
