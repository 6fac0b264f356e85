package dev.doubletick.registration.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.limit.Taking.Exceeded;
import dev.doubletick.registration.limit.Taking.Near;
import dev.doubletick.registration.limit.Taking.Taken;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static DatabaseConfig config;
    private static Database database;
    private static Database otherInstance;
    private static Limits limits;
    private static int count;

    private final LimitRule rule = new LimitRule("test-" + count++, 10, Duration.ofHours(1), false);
    private final LimitRule wide = new LimitRule("test-" + count++, 1_000_000, Duration.ofHours(1), true);

    @BeforeAll
    static void open() {
        config = TestDatabase.create();
        database = Database.open(config);
        otherInstance = Database.open(config);
        limits = new Limits(database.jdbi(), new byte[32]);
    }

    @AfterAll
    static void close() {
        otherInstance.close();
        database.close();
    }

    private Taking take(Instant now) {
        return limits.take(List.of(rule.permit("a")), now);
    }

    private int takeAll(Instant now) {
        int taken = 0;
        while (take(now) instanceof Taken) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 7, 10, 86_400})
    void aFullBucketGivesItsCapacityWhateverTheDivision(int capacity) {
        LimitRule odd = new LimitRule("odd-" + capacity, capacity, Duration.ofSeconds(10), false);

        assertThat(limits.take(List.of(odd.permits("a", capacity)), NOON)).isInstanceOf(Taken.class);
        assertThat(limits.take(List.of(odd.permit("a")), NOON)).isInstanceOf(Exceeded.class);
        for (int i = 0; i < Math.min(capacity, 10); i++) {
            assertThat(limits.take(List.of(odd.permit("b")), NOON))
                    .as("permit %s of %s", i, capacity)
                    .isInstanceOf(Taken.class);
        }
    }

    @Test
    void anEmptyBucketFillsUpEvenly() {
        assertThat(takeAll(NOON)).isEqualTo(10);

        assertThat(take(NOON)).isEqualTo(new Exceeded(rule, Duration.ofMinutes(6)));
        assertThat(takeAll(NOON.plus(Duration.ofMinutes(5)))).isZero();
        assertThat(takeAll(NOON.plus(Duration.ofMinutes(6)))).isEqualTo(1);
        assertThat(takeAll(NOON.plus(Duration.ofHours(5)))).isEqualTo(10);
    }

    private static List<String> used(LimitRule of) throws SQLException {
        return Sql.column(config, "select used from limit_bucket where name = '" + of.name() + "'");
    }

    @Test
    void aRaisedLimitGivesTheDifferenceAtOnceAndALoweredOneTakesIt() throws Exception {
        takeAll(NOON);

        Sql.execute(config, "insert into limit_rule values ('" + rule.name() + "', '', 15, '1 hour')");
        assertThat(takeAll(NOON)).isEqualTo(5);
        Sql.execute(config, "update limit_rule set capacity = 1 where name = '" + rule.name() + "'");
        assertThat(take(NOON.plus(Duration.ofMinutes(59)))).isInstanceOf(Exceeded.class);
    }

    @Test
    void aClockThatIsBehindGivesNothingBack() {
        assertThat(takeAll(NOON)).isEqualTo(10);

        assertThat(takeAll(NOON.minus(Duration.ofHours(2)))).isZero();
        assertThat(takeAll(NOON.plus(Duration.ofMinutes(6)))).isEqualTo(1);
    }

    @Test
    void eachKeyHasItsOwnBucket() {
        takeAll(NOON);

        assertThat(limits.take(List.of(rule.permit("b")), NOON)).isInstanceOf(Taken.class);
    }

    @Test
    void whatOneLimitRefusesUsesUpNoOther() throws Exception {
        takeAll(NOON);

        for (int i = 0; i < 20; i++) {
            assertThat(limits.take(List.of(wide.permit("c"), rule.permit("a")), NOON))
                    .isInstanceOfSatisfying(Exceeded.class, exceeded -> assertThat(exceeded.rule())
                            .isEqualTo(rule));
        }

        assertThat(used(rule)).containsExactly("10");
        assertThat(used(wide)).as("not even a row").isEmpty();
    }

    @Test
    void whatWasTakenInVainIsGivenBack() throws Exception {
        List<Permit> both = List.of(wide.permit("d"), rule.permits("a", 4));
        for (int i = 0; i < 20; i++) {
            assertThat(limits.take(both, NOON)).isInstanceOf(Taken.class);
            limits.giveBack(both);
        }
        limits.giveBack(both);
        assertThat(used(wide)).as("not even a row").isEmpty();

        assertThat(takeAll(NOON)).as("full, and no fuller").isEqualTo(10);
    }

    @Test
    void theLongestWaitIsTold() {
        LimitRule slow = new LimitRule("slow", 1, Duration.ofDays(1), false);
        assertThat(limits.take(List.of(slow.permit("a")), NOON)).isInstanceOf(Taken.class);
        takeAll(NOON);

        assertThat(limits.take(List.of(rule.permit("a"), slow.permit("a")), NOON))
                .isEqualTo(new Exceeded(slow, Duration.ofDays(1)));
    }

    @Test
    void aCallerThatLeavesSomethingOverIsToldThatTheLimitIsNear() {
        for (int i = 0; i < 8; i++) {
            assertThat(limits.take(List.of(rule.permit("a")), 0.8, NOON)).isInstanceOf(Taken.class);
        }

        assertThat(limits.take(List.of(rule.permit("a"), wide.permit("a")), 0.8, NOON))
                .isEqualTo(new Near(rule));
        assertThat(takeAll(NOON)).isEqualTo(2);
        assertThat(limits.take(List.of(rule.permit("a")), 0.8, NOON)).isInstanceOf(Exceeded.class);
    }

    @Test
    void anOperatorChangesALimitForAllOrForOneAtOnce() throws Exception {
        Sql.execute(config, "insert into limit_rule values ('" + rule.name() + "', '', 2, '1 hour')");
        Sql.execute(config, "insert into limit_rule values ('" + rule.name() + "', 'office', 100, '1 hour')");
        Sql.execute(config, "insert into limit_rule values ('" + rule.name() + "', 'blocked', 0, '1 hour')");

        assertThat(takeAll(NOON)).isEqualTo(2);
        assertThat(limits.take(List.of(rule.permits("office", 100)), NOON)).isInstanceOf(Taken.class);
        assertThat(limits.take(List.of(rule.permit("blocked")), NOON))
                .isEqualTo(new Exceeded(rule, Duration.ofHours(1)));
    }

    @Test
    void personalKeysAreStoredAsPseudonymsAndOperatorsStillNameThem() throws Exception {
        Sql.execute(config, "insert into limit_rule values ('" + wide.name() + "', '+4915112345678', 1, '1 hour')");

        assertThat(limits.take(List.of(wide.permit("+4915112345678")), NOON)).isInstanceOf(Taken.class);
        assertThat(limits.take(List.of(wide.permit("+4915112345678")), NOON)).isInstanceOf(Exceeded.class);

        assertThat(Sql.column(config, "select key from limit_bucket where name = '" + wide.name() + "'"))
                .singleElement()
                .asString()
                .matches("[A-Za-z0-9_-]{22}");
    }

    @Test
    void instancesShareBucketsAndParallelRequestsGetNoMoreThanThereIs() throws Exception {
        LimitRule shared = new LimitRule("shared-" + count++, 50, Duration.ofHours(1), false);
        Limits other = new Limits(otherInstance.jdbi(), new byte[32]);
        List<LimitRule> others = new ArrayList<>(List.of(wide, shared));
        for (int i = 0; i < 3; i++) {
            others.add(new LimitRule("other-" + count++, 1_000_000, Duration.ofHours(1), false));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Taking>> takings = new ArrayList<>();
            List<Future<Integer>> purges = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                // In any order: they must not wait for each other in a circle.
                List<LimitRule> shuffled = new ArrayList<>(others);
                Collections.shuffle(shuffled, new Random(i));
                List<Permit> permits =
                        shuffled.stream().map(limit -> limit.permit("k")).toList();
                Limits instance = i % 2 == 0 ? limits : other;
                takings.add(threads.submit(() -> instance.take(permits, NOON)));
                if (i % 20 == 0) {
                    // Takes away what is full, the untouched ones among these included, while others use them.
                    purges.add(threads.submit(() -> other.deleteFull(NOON)));
                }
            }
            int taken = 0;
            for (Future<Taking> taking : takings) {
                taken += taking.get() instanceof Taken ? 1 : 0;
            }
            assertThat(taken).isEqualTo(50);
            for (Future<Integer> purge : purges) {
                assertThat(purge.get()).isNotNegative();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
