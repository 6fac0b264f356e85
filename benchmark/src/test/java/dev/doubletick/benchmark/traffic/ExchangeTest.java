package dev.doubletick.benchmark.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.EventLoops;
import dev.doubletick.benchmark.line.MessageTag;
import dev.doubletick.benchmark.traffic.Exchange.Outcome;
import dev.doubletick.benchmark.traffic.FaultyServer.Fault;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {

    private final EventLoops loops = new EventLoops(2);
    private final FaultyServer server = new FaultyServer(Fault.NONE);

    @AfterEach
    void endThreads() {
        loops.close();
    }

    @Test
    void endsWhenAllQuotasAreUsedUpAndCountsEveryTick() throws InterruptedException {
        Traffic traffic = traffic(6);
        for (int i = 0; i < 6; i++) {
            traffic.converse(i, i ^ 1, 50);
        }
        traffic.connect(traffic.everybody(), 3);
        Outcome outcome = new Exchange(traffic, bounds(Duration.ofMinutes(1))).send(300, true);

        assertThat(outcome.interval().accepted()).isEqualTo(300);
        assertThat(outcome.interval().received()).isEqualTo(300);
        assertThat(outcome.interval().receipted()).isEqualTo(300);
        assertThat(outcome.firstTicks().getTotalCount()).isEqualTo(300);
        assertThat(outcome.secondTicks().getTotalCount()).isEqualTo(300);
        assertThat(traffic.auditDelivery().clean()).isTrue();
    }

    @Test
    void endsByItselfWhenTheTimeIsOver() throws InterruptedException {
        Traffic traffic = traffic(2);
        traffic.converse(0, 1, Integer.MAX_VALUE);
        traffic.connect(traffic.everybody(), 2);
        Outcome outcome = new Exchange(traffic, bounds(Duration.ofMillis(200))).send(Long.MAX_VALUE, true);

        assertThat(outcome.interval().receipted()).isPositive();
        assertThat(outcome.interval().elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(traffic.auditDelivery().clean()).isTrue();
    }

    @Test
    void failedConnectionsAreTriedAgainAndCounted() throws InterruptedException {
        server.failures.set(3);
        Traffic traffic = traffic(4);

        assertThat(traffic.connect(traffic.everybody(), 2)).isEqualTo(3);
        assertThat(server.connected()).isEqualTo(4);
    }

    @Test
    void aRefusedPhoneEndsTheAttemptWithTheReason() {
        server.permanent = true;
        Traffic traffic = traffic(4);

        assertThatThrownBy(() -> traffic.connect(traffic.everybody(), 2))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("not now");
    }

    @Test
    void disconnectedPhonesAreNotLostConnections() throws InterruptedException {
        Traffic traffic = traffic(4);
        traffic.connect(traffic.everybody(), 4);
        traffic.disconnect(traffic.everybody());
        traffic.disconnect(traffic.everybody());

        assertThat(server.connected()).isZero();
        assertThat(traffic.auditDelivery().clean()).isTrue();
    }

    private static Exchange.Bounds bounds(Duration time) {
        return new Exchange.Bounds(10, Duration.ZERO, time, Duration.ofSeconds(2));
    }

    private Traffic traffic(int phones) {
        List<Account> accounts = IntStream.range(0, phones)
                .mapToObj(i -> new Account(PhoneNumber.ofDigits("491511000000" + i), "secret"))
                .toList();
        return new Traffic(accounts, loops, server, MessageTag.high(1, 2), Optional.empty());
    }
}
