package dev.doubletick.benchmark.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.EventLoops;
import dev.doubletick.benchmark.line.MessageTag;
import dev.doubletick.benchmark.traffic.FaultyServer.Fault;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every violation that the driver claims to find is made to happen, once in each direction of one pair. */
class CheckerTest {

    private static final int MESSAGES = 20;
    private static final Exchange.Bounds BOUNDS =
            new Exchange.Bounds(MESSAGES, Duration.ZERO, Duration.ofSeconds(10), Duration.ofMillis(400));

    private final EventLoops loops = new EventLoops(1);

    @AfterEach
    void endThreads() {
        loops.close();
    }

    @Test
    void nothingIsFoundWhereNothingIsWrong() throws InterruptedException {
        Findings findings = talk(Fault.NONE);

        assertThat(findings.clean()).isTrue();
        assertThat(findings.reasons()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "LOSES, lost",
        "DOUBLES, duplicates",
        "DELIVERS_LATE, out of order",
        "NEVER_ACCEPTS, unanswered",
        "ACCEPTS_TWICE, repeated ticks",
        "REFUSES, refused",
        "LOSES_RECEIPT, unreceipted",
        "DOUBLES_RECEIPT, repeated ticks",
        "RECEIPTS_WHAT_WAS_NEVER_SENT, repeated ticks",
    })
    void findsThatTheServer(Fault fault, String violation) throws InterruptedException {
        assertThat(wrong(talk(fault))).containsExactly(entry(violation, 2L));
    }

    @ParameterizedTest
    @CsvSource({"DELIVERS_TO_THE_SENDER", "NAMES_ANOTHER_SENDER"})
    void whatIsMisaddressedIsAlsoLost(Fault fault) throws InterruptedException {
        assertThat(wrong(talk(fault))).containsOnly(entry("lost", 2L), entry("misaddressed", 2L));
    }

    @Test
    void aBrokenConnectionEndsTheRunAndIsReported() throws InterruptedException {
        Findings findings = talk(Fault.CUTS_CONNECTION);

        assertThat(findings.connectionsLost()).isPositive();
        assertThat(findings.reasons()).containsKey("connection lost: cut");
        assertThat(findings.clean()).isFalse();
    }

    @Test
    void refusalsAreReportedWithTheirReason() throws InterruptedException {
        assertThat(talk(Fault.REFUSES).reasons()).containsExactly(entry("refused: 0x97", 2L));
    }

    @Test
    void leftOversOfEarlierRunsBreakNothing() throws InterruptedException {
        Findings findings = talk(Fault.DELIVERS_A_STRANGERS);

        assertThat(findings.clean()).isTrue();
        assertThat(findings.strangers()).isEqualTo(2);
    }

    @Test
    void whatTheServerAcceptedAndNobodyCollectedIsLost() throws InterruptedException {
        Traffic traffic = traffic(new FaultyServer(Fault.NONE), 2);
        traffic.await(0, 1, 7);
        traffic.connect(List.of(0), 1);
        new Exchange(traffic, BOUNDS).collect(7, () -> traffic.connect(List.of(1), 1));

        assertThat(wrong(traffic.auditDelivery())).containsExactly(entry("lost", 7L));
    }

    private Findings talk(Fault fault) throws InterruptedException {
        Traffic traffic = traffic(new FaultyServer(fault), 2);
        traffic.converse(0, 1, MESSAGES);
        traffic.converse(1, 0, MESSAGES);
        traffic.connect(traffic.everybody(), 2);
        new Exchange(traffic, BOUNDS).send(2L * MESSAGES, true);
        return traffic.auditDelivery();
    }

    private Traffic traffic(FaultyServer server, int phones) {
        List<Account> accounts = IntStream.range(0, phones)
                .mapToObj(i -> new Account(PhoneNumber.ofDigits("491511000000" + i), "secret"))
                .toList();
        return new Traffic(accounts, loops, server, MessageTag.high(1, 2), Optional.empty());
    }

    private static Map<String, Long> wrong(Findings findings) {
        return findings.violations().entrySet().stream()
                .filter(violation -> violation.getValue() != 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
