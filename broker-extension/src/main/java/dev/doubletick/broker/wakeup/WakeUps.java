package dev.doubletick.broker.wakeup;

import com.codahale.metrics.MetricRegistry;
import com.hivemq.extension.sdk.api.auth.SubscriptionAuthorizer;
import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.intializer.ClientInitializer;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.SampledLog;
import dev.doubletick.broker.connection.ConnectedPhones;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.forwarding.Forwarding;
import dev.doubletick.broker.forwarding.MailProgress;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WaitingMail;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.server.WakeUpCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wake-ups, hooked into the broker. Safe on any thread; nothing blocks. */
public final class WakeUps implements ConnectedPhones.Listener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WakeUps.class);

    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration MARK_EVERY = Duration.ofSeconds(5);
    private static final Duration TELL_COUNTS_EVERY = Duration.ofSeconds(10);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    /** Of what the survey has found, at most so many are dealt with between two messages' worth of other work. */
    private static final int FOUND_AT_A_TIME = 1_000;

    private final SampledLog notSurveyed = SampledLog.one();
    private final SampledLog notMarked = SampledLog.one();
    private final Mailbox mailbox;
    private final Clock clock;
    private final WakeUpThread thread = new WakeUpThread();
    private final WakeUpMetrics metrics;
    private final String countsTopic;
    private final Dispatch dispatch;
    private final PushService pushService;
    private final Marks marks;
    private final Queue<WaitingMail> found = new ConcurrentLinkedQueue<>();

    private final Decisions decisions;
    private volatile Instant decidedBy = Instant.EPOCH;
    private long markedDecisions;
    private volatile boolean surveyed;

    /** @param brokerId tells this broker from others at the same mailbox */
    public WakeUps(
            WakeUpPolicy policy,
            String brokerId,
            Mailbox mailbox,
            Forwarding forwarding,
            MessageIdGenerator ids,
            Clock clock,
            MetricRegistry registry,
            MeterRegistry meters) {
        LeaseHolder holder = new LeaseHolder(brokerId, "wake-ups");
        this.mailbox = mailbox;
        this.clock = clock;
        metrics = new WakeUpMetrics(registry);
        countsTopic = WakeUpCounts.topic(brokerId);
        Entrusted entrusted = new Entrusted();
        dispatch = new Dispatch(mailbox, holder, entrusted, this::standing, thread, metrics);
        pushService = new PushService(dispatch, thread, this::tellCounts);
        WakeUpBox box = new WakeUpMailbox(mailbox, entrusted, clock, () -> thread.execute(dispatch::wake));
        marks = new Marks(mailbox, holder, ids, clock);
        decisions = new Decisions(
                policy, new ForwardedPhones(forwarding), box, new Times(clock, System::nanoTime), thread, metrics);
        metrics.bindTo(meters);
        Gauge.builder("doubletick.wake.ups.phones.waiting", decisions, Decisions::phones)
                .register(meters);
        metrics.gauge("phones-waiting", decisions::phones);
    }

    private Standing standing(MailboxOwner phone) {
        return decisions.standing(phone);
    }

    /** As the forwarding knows them. */
    private record ForwardedPhones(Forwarding forwarding) implements Phones {

        @Override
        public boolean isConnected(MailboxOwner owner) {
            return forwarding.isConnected(owner);
        }

        @Override
        public MailProgress progress(MailboxOwner owner, Duration silence) {
            return forwarding.progress(owner, silence);
        }
    }

    /** Begins to decide, and looks for whom to wake since before the start. */
    public void start() {
        thread.every(TICK, this::tick);
        thread.every(MARK_EVERY, this::mark);
        thread.every(TELL_COUNTS_EVERY, this::tellCounts);
        thread.execute(this::survey);
    }

    /** An entry was just stored in a mailbox. On the way of every message: it must cost next to nothing. */
    public void onStored(Entry entry) {
        if (entry.kind() != EntryKind.MESSAGE) {
            metrics.suppressedReceipt.inc();
        } else if (entry.silent()) {
            metrics.suppressedSilent.inc();
        } else {
            decisions.onStored(
                    entry.owner(), Instant.ofEpochMilli(entry.acceptedAt()), Instant.ofEpochMilli(entry.expiresAt()));
        }
    }

    @Override
    public void onConnected(PhoneConnection connection, ClientContext client) {
        MailboxOwner owner = MailboxOwner.of(connection.phone());
        if (decisions.knows(owner)) {
            thread.execute(() -> decisions.onConnected(owner));
        }
    }

    @Override
    public void onDisconnected(PhoneConnection connection) {
        MailboxOwner owner = MailboxOwner.of(connection.phone());
        if (decisions.knows(owner)) {
            thread.execute(() -> decisions.onDisconnected(owner));
        }
    }

    /** What a connection of the push service begins with. */
    public ClientInitializer initializer() {
        return pushService;
    }

    /** Follows connections of the push service. */
    public ClientLifecycleEventListener lifecycle() {
        return pushService;
    }

    /** What the push service may subscribe to. */
    public SubscriptionAuthorizer authorizer() {
        return pushService;
    }

    private void tick() {
        for (int n = 0; n < FOUND_AT_A_TIME; n++) {
            WaitingMail mail = found.poll();
            if (mail == null) {
                break;
            }
            decisions.onFound(mail, decidedBy);
        }
        decisions.tick();
    }

    /** To whichever push services have subscribed; the next time makes up for one that is lost. */
    private void tellCounts() {
        Completion.of(
                Services.publishService()
                        .publish(Builders.publish()
                                .topic(countsTopic)
                                .qos(Qos.AT_MOST_ONCE)
                                .payload(ByteBuffer.wrap(metrics.counts().toBytes()))
                                .build()),
                (published, failure) -> {
                    if (failure != null) {
                        log.debug("could not tell what was counted: {}", failure.toString());
                    }
                });
    }

    private void survey() {
        Completion.of(
                marks.newest().thenCompose(newest -> {
                    decidedBy = newest;
                    return mailbox.survey(found::add);
                }),
                (done, failure) -> thread.execute(() -> {
                    if (failure == null) {
                        surveyed = true;
                    } else {
                        notSurveyed.say(more -> log.warn(
                                "could not look for phones to wake, trying again: {}{}", failure.toString(), more));
                        thread.schedule(this::survey, TRY_AGAIN);
                    }
                }));
    }

    /** Not before the survey is done and dealt with: a mark says of older mail that it needs no decision any more. */
    private void mark() {
        long decided = decisions.decided();
        Instant now = clock.instant();
        if (decided == markedDecisions || !settled()) {
            return;
        }
        markedDecisions = decided;
        Completion.of(marks.set(now), (set, failure) -> {
            if (failure != null) {
                notMarked.say(more ->
                        log.warn("could not note down what was decided, trying again: {}{}", failure.toString(), more));
                thread.execute(() -> markedDecisions = -1);
            }
        });
    }

    private boolean settled() {
        return surveyed && found.isEmpty() && decisions.settled();
    }

    /** Before the mailbox is closed: it still takes a last mark. */
    @Override
    public void close() {
        thread.close();
        Instant now = clock.instant();
        if (settled()) {
            Completion.of(marks.put(now), (stored, failure) -> {
                if (failure != null) {
                    log.warn("could not note down what was decided last: {}", failure.toString());
                }
            });
        }
    }
}
