package dev.doubletick.broker.presence;

import dev.doubletick.broker.account.Credential;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A board whose clock, thread, database and watchers are the test's own. */
abstract class PresenceBoardFixture {

    static final PhoneNumber WHO = PhoneNumber.ofDigits("4915112345678");
    static final PhoneNumber OTHER = PhoneNumber.ofDigits("4917698765432");
    static final Duration GRACE = Duration.ofSeconds(5);
    static final Duration TRY_AGAIN = Duration.ofSeconds(7);

    /** Something on its way to a watcher. */
    record Telling(PhoneNumber watcher, PhoneNumber who, Presence presence, CompletableFuture<Boolean> subscribed) {}

    final SettableClock clock = new SettableClock();
    final ManualThread thread = new ManualThread(clock);
    final List<Telling> tellings = new ArrayList<>();
    final Map<PhoneNumber, Instant> recorded = new HashMap<>();
    CompletableFuture<Optional<Instant>> found = CompletableFuture.completedFuture(Optional.empty());
    PresencePolicy policy = PresencePolicy.EVERYONE;
    boolean answering = true;
    final PresenceBoard board = new PresenceBoard(
            thread,
            new LastSeen() {
                @Override
                public CompletableFuture<Optional<Instant>> find(PhoneNumber phone) {
                    return found;
                }

                @Override
                public void record(PhoneNumber phone, Instant at) {
                    recorded.put(phone, at);
                }

                @Override
                public void forget(PhoneNumber phone) {
                    recorded.remove(phone);
                }
            },
            (watcher, who) -> policy.maySee(watcher, who),
            (watcher, who, presence) -> {
                Telling telling = new Telling(watcher, who, presence, new CompletableFuture<>());
                tellings.add(telling);
                if (answering) {
                    telling.subscribed().complete(true);
                }
                return telling.subscribed();
            },
            clock,
            new PresenceTimes(GRACE, TRY_AGAIN));

    static PhoneNumber number(int i) {
        return PhoneNumber.ofDigits(Integer.toString(1_000_000 + i));
    }

    static Watcher watcher(int i) {
        return new Watcher(number(i), 10);
    }

    void watch(Watcher watcher, PhoneNumber who) {
        watcher.add(who);
        board.watch(watcher, who);
        thread.run();
    }

    void connect(PhoneNumber phone, long serial) {
        board.connected(connection(phone, serial));
        thread.run();
    }

    void disconnect(PhoneNumber phone, long serial) {
        board.disconnected(connection(phone, serial));
        thread.run();
    }

    static PhoneConnection connection(PhoneNumber phone, long serial) {
        return new PhoneConnection(
                phone, serial, Credential.ofSha256(new byte[32]), false, Duration.ofDays(1), Long.MAX_VALUE);
    }

    List<Presence> told(int watcher) {
        return tellings.stream()
                .filter(telling -> telling.watcher().equals(number(watcher)))
                .map(Telling::presence)
                .toList();
    }
}
