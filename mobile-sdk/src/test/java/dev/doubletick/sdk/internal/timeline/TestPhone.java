package dev.doubletick.sdk.internal.timeline;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** One of two phones without a network: a test carries what is queued from one to the other. */
final class TestPhone implements AutoCloseable {

    /** A clock that a test sets. */
    static final class SettableClock extends Clock {

        private Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    final PhoneNumber number;
    final SettableClock clock;
    final MessageStore store;
    final MessageIdGenerator ids;
    final Timeline timeline;
    final Arrivals arrivals;
    final List<Message> shown = new ArrayList<>();
    final List<Message> changed = new ArrayList<>();

    TestPhone(Path folder, PhoneNumber number, Instant now) {
        this.number = number;
        this.clock = new SettableClock(now);
        this.store = new SqliteMessageStore(folder.resolve(number.digits() + ".db"));
        store.open();
        store.saveAccount(Account.of(number, "secret", List.of(URI.create("mqtt://a:1883"))));
        this.ids = new MessageIdGenerator(clock, new SecureRandom());
        Changes changes = new Changes(store, clock);
        Timers timers = new Timers(store);
        this.timeline = new Timeline(store, ids, clock, changes, timers);
        this.arrivals = new Arrivals(store, changes, timers, shown::add, changed::add);
    }

    /** Stores it as the inbox does. */
    void receive(PhoneNumber from, MessageId id, MessageContent content) {
        List<Runnable> afterCommit = new ArrayList<>();
        store.addIncoming(id, from, content, clock.instant(), clock.instant())
                .ifPresent(message -> arrivals.arrived(message, afterCommit));
        afterCommit.forEach(Runnable::run);
    }

    /** What this phone has queued for the other one arrives there, twice. */
    void deliverTo(TestPhone other) {
        for (var next = store.firstQueued(other.number); next.isPresent(); next = store.firstQueued(other.number)) {
            other.receive(number, next.get().id(), next.get().content());
            other.receive(number, next.get().id(), next.get().content());
            store.markSent(next.get().id(), clock.instant());
        }
    }

    List<Message> historyWith(TestPhone other) {
        return store.history(other.number, Long.MAX_VALUE, 100);
    }

    Message lastWith(TestPhone other) {
        List<Message> history = historyWith(other);
        return history.get(history.size() - 1);
    }

    @Override
    public void close() {
        store.close();
    }
}
