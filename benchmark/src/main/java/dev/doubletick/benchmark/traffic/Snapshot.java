package dev.doubletick.benchmark.traffic;

import dev.doubletick.benchmark.line.ByteMeter;
import dev.doubletick.benchmark.process.ProcessMeter;
import java.time.Duration;
import java.util.Optional;

/** The counts at one moment; two of them make an {@link Interval}. */
record Snapshot(
        long nanoTime,
        long accepted,
        long received,
        long receipted,
        long bytesIn,
        long bytesOut,
        Duration driverCpu,
        Optional<Duration> serverCpu) {

    static Snapshot take(Totals totals, ByteMeter bytes, Optional<ProcessMeter> server) {
        return new Snapshot(
                System.nanoTime(),
                totals.accepted.sum(),
                totals.received.sum(),
                totals.receipted.sum(),
                bytes.in(),
                bytes.out(),
                ProcessMeter.ofSelf().cpu(),
                server.map(ProcessMeter::cpu));
    }

    Interval to(Snapshot end) {
        return new Interval(
                Duration.ofNanos(end.nanoTime - nanoTime),
                end.accepted - accepted,
                end.received - received,
                end.receipted - receipted,
                end.bytesIn - bytesIn,
                end.bytesOut - bytesOut,
                end.driverCpu.minus(driverCpu),
                serverCpu.flatMap(start -> end.serverCpu.map(cpu -> cpu.minus(start))));
    }
}
