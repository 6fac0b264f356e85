package dev.doubletick.broker.presence;

import dev.doubletick.protocol.PhoneNumber;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Last seen on its way to PostgreSQL and back, on a thread of its own: what gathers within a second is written together, what is
 * asked while a query is under way is asked together in the next.
 *
 * <p>While the database is away up to 100,000 phones' times wait in memory, and are found there; of further phones they are
 * lost. Safe on any thread; only {@link #close} waits.
 */
final class LastSeenBatches implements LastSeen, AutoCloseable {

    /** What the database does for it. Blocking. */
    interface Table {
        Map<PhoneNumber, Instant> find(List<PhoneNumber> phones) throws SQLException;

        void save(Map<PhoneNumber, Instant> seen) throws SQLException;
    }

    private static final Logger log = LoggerFactory.getLogger(LastSeenBatches.class);

    static final int MAX_UNSAVED = 100_000;
    static final int BATCH = 1_000;
    private static final Duration GATHER = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final Table table;
    private final Duration tryAgain;
    private final DaemonThread thread = new DaemonThread("doubletick-last-seen");

    /** Guarded by this, as all below. */
    private final Map<PhoneNumber, Instant> unsaved = new HashMap<>();

    private Map<PhoneNumber, CompletableFuture<Optional<Instant>>> asked = new HashMap<>();
    private boolean saveScheduled;
    private boolean full;
    private boolean away;

    /**
     * @param tryAgain after how long a database that did not take it is tried again
     */
    LastSeenBatches(Table table, Duration tryAgain) {
        this.table = table;
        this.tryAgain = tryAgain;
    }

    @Override
    public synchronized void record(PhoneNumber phone, Instant at) {
        if (unsaved.size() >= MAX_UNSAVED && !unsaved.containsKey(phone)) {
            if (!full) {
                log.warn("last seen of {} phones waits for the database, that of more is lost", MAX_UNSAVED);
            }
            full = true;
            return;
        }
        unsaved.merge(phone, at, (one, other) -> one.isAfter(other) ? one : other);
        saveIn(GATHER);
    }

    @Override
    public synchronized void forget(PhoneNumber phone) {
        unsaved.remove(phone);
    }

    @Override
    public synchronized CompletableFuture<Optional<Instant>> find(PhoneNumber phone) {
        Instant known = unsaved.get(phone);
        if (known != null) {
            return CompletableFuture.completedFuture(Optional.of(known));
        }
        if (asked.isEmpty()) {
            thread.execute(this::answer);
        }
        return asked.computeIfAbsent(phone, p -> new CompletableFuture<>());
    }

    private void answer() {
        Map<PhoneNumber, CompletableFuture<Optional<Instant>>> answering;
        synchronized (this) {
            answering = asked;
            asked = new HashMap<>();
        }
        try {
            Map<PhoneNumber, Instant> found = table.find(List.copyOf(answering.keySet()));
            answering.forEach((phone, answer) -> answer.complete(Optional.ofNullable(found.get(phone))));
        } catch (SQLException | RuntimeException e) {
            log.debug("cannot look up last seen", e);
            answering.values().forEach(answer -> answer.completeExceptionally(e));
        }
    }

    private synchronized void saveIn(Duration delay) {
        if (!saveScheduled) {
            saveScheduled = true;
            thread.schedule(this::save, delay);
        }
    }

    private void save() {
        List<Map<PhoneNumber, Instant>> batches;
        synchronized (this) {
            saveScheduled = false;
            batches = batches();
        }
        try {
            for (Map<PhoneNumber, Instant> batch : batches) {
                table.save(batch);
                saved(batch);
            }
        } catch (SQLException | RuntimeException e) {
            notSaved(e);
        }
    }

    private List<Map<PhoneNumber, Instant>> batches() {
        List<Map<PhoneNumber, Instant>> batches = new ArrayList<>();
        Map<PhoneNumber, Instant> batch = new HashMap<>();
        for (Map.Entry<PhoneNumber, Instant> entry : unsaved.entrySet()) {
            if (batch.isEmpty()) {
                batches.add(batch);
            }
            batch.put(entry.getKey(), entry.getValue());
            if (batch.size() == BATCH) {
                batch = new HashMap<>();
            }
        }
        return batches;
    }

    private synchronized void saved(Map<PhoneNumber, Instant> batch) {
        // What has become newer meanwhile stays for the next batch.
        batch.forEach(unsaved::remove);
        full = false;
        if (away) {
            away = false;
            log.info("last seen is being written again");
        }
    }

    private synchronized void notSaved(Exception failure) {
        if (!away) {
            away = true;
            log.warn("last seen of {} phones waits for the database: {}", unsaved.size(), failure.toString());
        }
        saveIn(tryAgain);
    }

    /** Writes what is left if the database takes it within three seconds. */
    @Override
    public void close() {
        thread.end(this::save, CLOSE_TIMEOUT);
    }
}
