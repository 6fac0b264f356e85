package dev.doubletick.broker.wakeup;

import com.hivemq.extension.sdk.api.services.publish.PublishToClientResult;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the wake-ups in the push service's mailbox to its connections, each wake-up to one of them: to that which has the least to
 * do. A wake-up stays in the mailbox until it was acknowledged; what a connection leaves behind goes to another.
 *
 * <p>Everything happens on the thread of the wake-ups, except where a method says otherwise.
 */
final class Dispatch implements Consumer.Answers {

    private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

    private static final long MAX_BYTES = 1 << 20;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(10);

    private final Mailbox mailbox;
    private final LeaseHolder holder;
    private final Entrusted entrusted;
    private final Function<MailboxOwner, Standing> standings;
    private final WakeUpThread thread;
    private final WakeUpMetrics metrics;

    private final Consumers consumers = new Consumers();
    private final Deque<Held> ready = new ArrayDeque<>();
    private final Removals removals;
    private @Nullable Lease lease;
    private boolean attaching;
    private boolean reading;
    private int asking;
    private boolean behind;
    private Optional<Position> cursor = Optional.empty();
    private long lastTag;

    /**
     * @param entrusted shared with {@link WakeUpMailbox}, which must not take what is under way here for a new decision
     * @param standings how phones stand; asked on the thread of the wake-ups
     */
    Dispatch(
            Mailbox mailbox,
            LeaseHolder holder,
            Entrusted entrusted,
            Function<MailboxOwner, Standing> standings,
            WakeUpThread thread,
            WakeUpMetrics metrics) {
        this.mailbox = mailbox;
        this.holder = holder;
        this.entrusted = entrusted;
        this.standings = standings;
        this.thread = thread;
        this.metrics = metrics;
        this.removals = new Removals(mailbox, thread, this::onRemoved);
    }

    /** A service connection wants wake-ups. */
    void add(Consumer consumer) {
        // It must not be needed later: it would concern the new one.
        consumers.add(consumer).ifPresent(this::takeBack);
        log.info("{} takes wake-ups", consumer.clientId());
        pump();
    }

    /** A service connection has ended, or wants no more. */
    void remove(Consumer consumer) {
        if (consumers.remove(consumer)) {
            log.info("{} takes no more wake-ups, and leaves {}", consumer.clientId(), consumer.underway.size());
            takeBack(consumer);
            pump();
        }
    }

    private void takeBack(Consumer consumer) {
        List<Held> left = List.copyOf(consumer.underway.values());
        consumer.underway.clear();
        left.forEach(this::again);
    }

    /** There may be something new in the mailbox. */
    void wake() {
        behind = true;
        pump();
    }

    @Override
    public void acknowledged(Consumer consumer, long tag) {
        thread.execute(() -> {
            Held held = consumer.underway.remove(tag);
            if (held != null) {
                metrics.acknowledged.inc();
                removals.add(held);
                pump();
            }
        });
    }

    private void onRemoved(List<Held> removed) {
        removed.forEach(held -> phone(held)
                .flatMap(phone -> entrusted.ended(phone, held.entry().id()))
                .ifPresent(ready::add));
        pump();
    }

    /** A service has no reason to; if one does, the wake-up comes again later, and others go on. */
    @Override
    public void refused(Consumer consumer, long tag) {
        thread.execute(() -> {
            Held held = consumer.underway.remove(tag);
            if (held != null) {
                log.warn(
                        "{} refused a wake-up, it comes again in {} s", consumer.clientId(), REFUSED_AGAIN.toSeconds());
                thread.schedule(() -> handAgain(held), REFUSED_AGAIN);
                pump();
            }
        });
    }

    private void handAgain(Held held) {
        again(held);
        pump();
    }

    /** It was not acknowledged: it is to be told again, or else what was decided since is. */
    private void again(Held held) {
        if (phone(held).filter(entrusted::isSuperseded).isPresent()) {
            removals.add(held);
        } else {
            ready.add(held);
        }
    }

    private void pump() {
        if (consumers.isEmpty()) {
            return;
        }
        if (lease == null) {
            attach();
            return;
        }
        while (!ready.isEmpty() && room() > 0) {
            consider(ready.remove());
        }
        if (behind && room() > 0 && !reading) {
            read(lease);
        }
    }

    private int room() {
        return consumers.room() - asking;
    }

    private void attach() {
        if (attaching) {
            return;
        }
        attaching = true;
        Completion.of(
                mailbox.attach(WakeUpMailbox.OWNER, holder),
                (attached, failure) -> thread.execute(() -> {
                    attaching = false;
                    if (failure != null) {
                        log.warn("cannot attach to the wake-ups, trying again: {}", failure.toString());
                        thread.schedule(this::pump, TRY_AGAIN);
                        return;
                    }
                    lease = attached;
                    attached.lost().thenRun(() -> thread.execute(() -> onLeaseLost(attached)));
                    removals.lease(attached);
                    wake();
                }));
    }

    /** Another broker at the same mailbox serves the push service. It knows nothing of what is under way here. */
    private void onLeaseLost(Lease lost) {
        if (lost == lease) {
            log.warn("the wake-ups are attached elsewhere, trying again");
            startOver();
            thread.schedule(this::pump, TRY_AGAIN);
        }
    }

    private void startOver() {
        lease = null;
        removals.lease(null);
        cursor = Optional.empty();
        ready.clear();
        entrusted.clear();
        consumers.forgetUnderway();
    }

    private void read(Lease held) {
        behind = false;
        reading = true;
        Completion.of(
                mailbox.read(held, cursor, Math.min(Consumers.WINDOW, room()), MAX_BYTES),
                (batch, failure) -> thread.execute(() -> {
                    reading = false;
                    if (held != lease) {
                        pump();
                    } else if (failure != null) {
                        log.warn("could not read the wake-ups, trying again: {}", failure.toString());
                        thread.schedule(this::wake, TRY_AGAIN);
                    } else {
                        cursor = Optional.of(batch.through());
                        behind |= batch.more();
                        ready.addAll(batch.entries());
                        pump();
                    }
                }));
    }

    private static Optional<MailboxOwner> phone(Held held) {
        return held.entry().sender().filter(owner -> owner.phone().isPresent());
    }

    private void consider(Held held) {
        MailboxOwner phone = phone(held).orElse(null);
        if (phone == null) {
            log.error("dropped what is in the mailbox of wake-ups and is none");
            removals.add(held);
        } else if (entrusted.admit(phone, held)) {
            switch (standings.apply(phone)) {
                case WOKEN -> hand(phone, held);
                case UNDECIDED -> drop(held);
                case UNKNOWN -> ask(phone, held);
            }
        }
    }

    /** It has waited since before a restart, or its phone has been there meanwhile, or was forgotten, or is another broker's. */
    private void ask(MailboxOwner phone, Held held) {
        Lease asked = lease;
        asking++;
        Completion.of(
                mailbox.waiting(phone),
                (mail, failure) -> thread.execute(() -> {
                    asking--;
                    if (asked != lease) {
                        pump();
                    } else if (failure == null && mail.isEmpty()) {
                        drop(held);
                        pump();
                    } else if (room() > 0) {
                        // Rather one too many than none.
                        hand(phone, held);
                    } else {
                        handAgain(held);
                    }
                }));
    }

    /** Its phone came by itself. */
    private void drop(Held held) {
        metrics.takenBack.inc();
        removals.add(held);
    }

    private void hand(MailboxOwner phone, Held held) {
        Consumer consumer = consumers.leastBusy();
        long tag = ++lastTag;
        consumer.underway.put(tag, held);
        Completion.of(consumer.send(phone, held.entry(), tag), (result, failure) -> {
            if (failure != null || result != PublishToClientResult.SUCCESSFUL) {
                // Most likely the connection is ending.
                log.debug("the broker did not take a wake-up: {}", failure == null ? result : failure.toString());
                thread.schedule(() -> giveBack(consumer, tag), TRY_AGAIN);
            }
        });
    }

    private void giveBack(Consumer consumer, long tag) {
        Held held = consumer.underway.remove(tag);
        if (held != null) {
            handAgain(held);
        }
    }
}
