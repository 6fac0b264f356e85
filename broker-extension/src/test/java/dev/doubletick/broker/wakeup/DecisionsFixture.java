package dev.doubletick.broker.wakeup;

import com.codahale.metrics.MetricRegistry;
import dev.doubletick.broker.forwarding.MailProgress;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.broker.mailbox.WaitingMail;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decisions about a phone, with a mailbox and clocks that the test holds. */
abstract class DecisionsFixture {

    static final MailboxOwner BOB = MailboxOwner.of(PhoneNumber.ofDigits("4915100000002"));
    static final Duration MONTH = Duration.ofDays(30);

    record Put(MailboxOwner phone, WakeUpNotice wakeUp, Instant at) {}

    final SettableClock clock = new SettableClock();
    Duration uptime = Duration.ZERO;
    final MetricRegistry registry = new MetricRegistry();
    final Map<MailboxOwner, MailProgress> connected = new HashMap<>();
    final List<Put> put = new ArrayList<>();
    boolean mailboxAway;
    boolean mail = true;
    Instant lasting = Instant.MIN;
    Decisions decisions = decisions(WakeUpPolicy.DEFAULT);

    /** Started a while ago. */
    Decisions decisions(WakeUpPolicy policy) {
        Decisions made = started(policy);
        pass(made, Duration.ofMinutes(1));
        return made;
    }

    Decisions started(WakeUpPolicy policy) {
        Phones phones = new Phones() {
            @Override
            public boolean isConnected(MailboxOwner owner) {
                return connected.containsKey(owner);
            }

            @Override
            public MailProgress progress(MailboxOwner owner, Duration silence) {
                return connected.getOrDefault(owner, MailProgress.MOVING);
            }
        };
        WakeUpBox box = new WakeUpBox() {
            @Override
            public CompletionStage<Void> put(MailboxOwner phone, WakeUpNotice wakeUp) {
                if (mailboxAway) {
                    return CompletableFuture.failedStage(new MailboxUnavailableException("away"));
                }
                put.add(new Put(phone, wakeUp, clock.instant()));
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<Optional<WaitingMail>> waiting(MailboxOwner phone) {
                Instant now = clock.instant();
                return CompletableFuture.completedStage(
                        mail
                                ? Optional.of(
                                        new WaitingMail(phone, now, lasting.isAfter(now) ? lasting : now.plus(MONTH)))
                                : Optional.empty());
            }
        };
        return new Decisions(
                policy,
                phones,
                box,
                new Times(clock, () -> uptime.toNanos()),
                Runnable::run,
                new WakeUpMetrics(registry));
    }

    void store(MailboxOwner owner) {
        store(owner, MONTH);
    }

    void store(MailboxOwner owner, Duration expiry) {
        Instant expires = clock.instant().plus(expiry);
        lasting = expires.isAfter(lasting) ? expires : lasting;
        decisions.onStored(owner, clock.instant(), expires);
    }

    void connect(MailProgress progress) {
        connected.put(BOB, progress);
        decisions.onConnected(BOB);
    }

    void disconnect() {
        connected.remove(BOB);
        decisions.onDisconnected(BOB);
    }

    void pass(Duration time) {
        pass(decisions, time);
    }

    /** In steps, as the real thread ticks. */
    void pass(Decisions ticking, Duration time) {
        Instant end = clock.instant().plus(time);
        Duration step = time.compareTo(Duration.ofMinutes(5)) > 0 ? time.dividedBy(50) : Duration.ofMillis(250);
        while (clock.instant().isBefore(end)) {
            clock.advance(step);
            uptime = uptime.plus(step);
            ticking.tick();
        }
    }

    long counted(String name) {
        return registry.counter("dev.doubletick.wake-ups." + name).getCount();
    }
}
