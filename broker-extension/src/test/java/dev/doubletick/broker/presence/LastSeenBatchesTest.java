package dev.doubletick.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastSeenBatchesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<PhoneNumber, Instant> rows = new HashMap<>();
    private final List<Integer> saves = new CopyOnWriteArrayList<>();
    private final List<Integer> queries = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean away;
    private volatile boolean slow;
    private final LastSeenBatches lastSeen = new LastSeenBatches(
            new LastSeenBatches.Table() {
                @Override
                public Map<PhoneNumber, Instant> find(List<PhoneNumber> phones) throws SQLException {
                    reach();
                    queries.add(phones.size());
                    Map<PhoneNumber, Instant> found = new HashMap<>(rows);
                    found.keySet().retainAll(phones);
                    return found;
                }

                @Override
                public void save(Map<PhoneNumber, Instant> seen) throws SQLException {
                    reach();
                    saves.add(seen.size());
                    rows.putAll(seen);
                }
            },
            Duration.ofSeconds(5));

    private void reach() throws SQLException {
        try {
            if (slow) {
                open.await();
            }
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
        if (away) {
            throw new SQLException("away");
        }
    }

    @AfterEach
    void close() {
        open.countDown();
        lastSeen.close();
    }

    @Test
    void writesInBatchesTheNewestOfEach() {
        for (int i = 0; i < 2_500; i++) {
            lastSeen.record(number(i), NOON);
            lastSeen.record(number(i), NOON.plusSeconds(i));
            lastSeen.record(number(i), NOON.minusSeconds(1));
        }

        await().untilAsserted(() -> assertThat(saves).containsExactlyInAnyOrder(1_000, 1_000, 500));
        assertThat(rows).hasSize(2_500).containsEntry(number(2_000), NOON.plusSeconds(2_000));
    }

    @Test
    void findsWhatIsNotWrittenYet() {
        away = true;
        lastSeen.record(number(1), NOON);

        assertThat(lastSeen.find(number(1)).join()).contains(NOON);
    }

    @Test
    void asksTogetherWhatIsAskedWhileAQueryIsUnderWay() {
        slow = true;
        rows.put(number(7), NOON);
        CompletableFuture<?> first = lastSeen.find(number(0));
        List<CompletableFuture<?>> others = new CopyOnWriteArrayList<>();
        for (int i = 1; i <= 100; i++) {
            others.add(lastSeen.find(number(i)));
        }
        assertThat(first).isNotDone();
        open.countDown();

        CompletableFuture.allOf(others.toArray(CompletableFuture<?>[]::new)).join();
        assertThat(queries).hasSizeLessThanOrEqualTo(2);
        assertThat(lastSeen.find(number(7)).join()).contains(NOON);
        assertThat(lastSeen.find(number(8)).join()).isEmpty();
    }

    @Test
    void failsWhatItCannotAsk() {
        away = true;

        assertThatThrownBy(() -> lastSeen.find(number(1)).join()).hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void keepsWhatTheDatabaseDoesNotTakeUpToALimit() {
        away = true;
        for (int i = 0; i < LastSeenBatches.MAX_UNSAVED + 10; i++) {
            lastSeen.record(number(i), NOON);
        }
        lastSeen.record(number(0), NOON.plusSeconds(1));
        away = false;
        lastSeen.close();

        assertThat(rows).hasSize(LastSeenBatches.MAX_UNSAVED).containsEntry(number(0), NOON.plusSeconds(1));
    }

    private static PhoneNumber number(int i) {
        return PhoneNumber.ofDigits(Integer.toString(1_000_000 + i));
    }
}
