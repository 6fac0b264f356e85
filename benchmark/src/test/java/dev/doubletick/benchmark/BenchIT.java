package dev.doubletick.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.benchmark.peer.BareBroker;
import dev.doubletick.benchmark.report.Report;
import dev.doubletick.benchmark.report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mode against a real broker, in small. Counts, not times, are checked. */
class BenchIT {

    @TempDir
    private static Path folder;

    private static BareBroker broker;

    @TempDir
    private Path results;

    @BeforeAll
    static void start() throws Exception {
        broker = BareBroker.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void pairsTalk() throws IOException {
        Result result = run("+4915110000000", "online", "--phones", "6", "--messages", "300", "--warmup", "0");

        assertThat(result.mode()).isEqualTo("online");
        assertThat(result.measures())
                .containsKeys("receipted_per_s", "first_tick_p50_ms", "second_tick_p99_ms", "driver_cpus");
        // 20 bytes of text, and at least as much again around it, in both directions.
        assertThat(result.measures().get("bytes_per_message")).isBetween(150.0, 400.0);
    }

    @Test
    void onePairTalksOneMessageAtATime() throws IOException {
        Result result = run("+4915110100000", "low", "--messages", "50", "--warmup", "0");

        assertThat(result.measures()).containsKeys("first_tick_p50_ms", "second_tick_p50_ms");
    }

    @Test
    void manyWriteToOne() throws IOException {
        Result result = run("+4915110200000", "fan-in", "--senders", "20", "--messages", "400", "--warmup", "0");

        assertThat(result.settings()).containsEntry("senders", 20);
    }

    @Test
    void whatWasFilledIsDrained() throws IOException {
        List<Result> both = runAll(0, "+4915110300000", "fill", "--phones", "4", "--messages", "201", "drain");

        assertThat(both).extracting(Result::mode).containsExactly("fill", "drain");
        assertThat(both.get(1).settings()).containsEntry("messages", 201);
    }

    @Test
    void whatOneCommandFilledAnotherDrains() throws IOException {
        String ledger = results.resolve("ledger.json").toString();
        runAll(0, "+4915110400000", "fill", "--phones", "4", "--messages", "100", "--ledger", ledger);
        Result drained = run("+4915110400000", "drain", "--ledger", ledger);

        assertThat(drained.settings()).containsEntry("messages", 100).containsEntry("recipients", 2);
    }

    @Test
    void aMessageThatTheLedgerNamesAndTheServerLacksIsLost() throws IOException {
        Path ledger = results.resolve("ledger.json");
        runAll(0, "+4915110500000", "fill", "--phones", "2", "--messages", "30", "--ledger", ledger.toString());
        Files.writeString(ledger, Files.readString(ledger).replace("\"sent\":[30]", "\"sent\":[31]"));

        List<Result> results = runAll(1, "+4915110500000", "drain", "--ledger", ledger.toString());
        assertThat(results).singleElement().satisfies(drained -> {
            assertThat(drained.clean()).isFalse();
            assertThat(drained.violations()).containsEntry("lost", 1L).containsEntry("duplicates", 0L);
        });
    }

    @Test
    void idlePhonesAreMeasuredByTheProcess() throws IOException {
        String self = Long.toString(ProcessHandle.current().pid());
        Result result = run("+4915110600000", "idle", "--phones", "50", "--hold", "1", "--pid", self);

        assertThat(result.measures()).containsKeys("connects_per_s", "rss_per_connection_kib");
        assertThat(result.measures().get("rss_after_mib")).isPositive();
    }

    @Test
    void everybodyReconnectsAtOnce() throws IOException {
        Result result = run("+4915110700000", "storm", "--phones", "50");

        assertThat(result.measures().get("connects_per_s")).isPositive();
    }

    @Test
    void modesOfOneKindRunWithTheirOwnOptionsOneAfterTheOther() throws IOException {
        List<Result> both = runAll(
                0,
                "+4915110800000",
                "online --phones 2 --messages 10 --warmup 0 --label first online --phones 4 --messages 20 --warmup 0"
                        .split(" "));

        assertThat(both).extracting(Result::label).containsExactly("first", "");
        assertThat(both).extracting(result -> result.settings().get("phones")).containsExactly(2, 4);
    }

    @Test
    void withoutAccountsNothingIsMeasured() {
        assertThat(Bench.run("--mqtt", broker.address(), "idle", "--phones", "1"))
                .isEqualTo(3);
    }

    @Test
    void aServerThatTheCommandDidNotStartIsNotKilled() throws IOException {
        assertThat(Bench.run("--mqtt", broker.address(), "--plain", "restart", "--phones", "2", "--messages", "10"))
                .isEqualTo(3);
        assertThat(run("+4915110900000", "online", "--phones", "2", "--messages", "10", "--warmup", "0")
                        .clean())
                .isTrue();
    }

    @Test
    void aProcessThatIsNotThereIsWrongUsage() {
        assertThat(Bench.run("--mqtt", broker.address(), "--plain", "--pid", "999999999", "idle", "--phones", "1"))
                .isEqualTo(2);
    }

    @Test
    void presenceIsDoubleticksOnly() {
        assertThat(Bench.run("--mqtt", broker.address(), "--plain", "presence", "--watchers", "1"))
                .isEqualTo(3);
    }

    @Test
    void wrongUsageIsToldApart() {
        assertThat(Bench.run("--mqtt", broker.address(), "--plain")).isEqualTo(2);
        assertThat(Bench.run("--mqtt", "nonsense", "--plain", "idle")).isEqualTo(2);
        assertThat(Bench.run("--mqtt", broker.address(), "--plain", "online", "--phones", "3"))
                .isEqualTo(2);
        assertThat(Bench.run("--mqtt", broker.address(), "--plain", "online", "--window", "0"))
                .isEqualTo(2);
        assertThat(Bench.run("--mqtt", broker.address(), "--plain", "drain")).isEqualTo(3);
        assertThat(Bench.run("--mqtt", broker.address(), "--plain", "nothing")).isEqualTo(2);
    }

    private Result run(String first, String... mode) throws IOException {
        List<Result> all = runAll(0, first, mode);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private List<Result> runAll(int exitCode, String first, String... modes) throws IOException {
        Path json = results.resolve("result.json");
        String[] target = {"--mqtt", broker.address(), "--plain", "--first", first, "--json", json.toString()};
        int code = Bench.run(Stream.concat(Stream.of(target), Stream.of(modes)).toArray(String[]::new));
        assertThat(code).isEqualTo(exitCode);
        return Report.read(json).results();
    }
}
