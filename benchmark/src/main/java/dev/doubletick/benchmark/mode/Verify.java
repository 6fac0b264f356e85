package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.process.ProcessMeter;
import dev.doubletick.benchmark.report.Measures;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.stack.RegistrationClient;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Phones register: each asks for a code, reads it from the fake gateway, and exchanges it for a credential. */
@Command(name = "verify", description = "Phones register, each with a code of its own.")
public final class Verify extends Mode {

    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(1);

    @Option(names = "--parallel", defaultValue = "32", description = "Phones at a time. Default: ${DEFAULT-VALUE}")
    int parallel;

    @Option(names = "--seconds", defaultValue = "15", description = "Measured time. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(names = "--warmup", defaultValue = "10", description = "Seconds before that. Default: ${DEFAULT-VALUE}")
    int warmup;

    @Option(names = "--verifications", defaultValue = "0", description = "The most phones; 0: only time is the bound.")
    int verifications;

    private final Histogram requests = new ConcurrentHistogram(MAX_NANOS, 3);
    private final Histogram checks = new ConcurrentHistogram(MAX_NANOS, 3);
    private final AtomicLong verified = new AtomicLong();
    private final Map<String, AtomicLong> failures = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(parallel >= 1, "--parallel must be at least 1");
        require(seconds >= 1 && warmup >= 0, "--seconds must be at least 1, --warmup not negative");
        RegistrationClient client = new RegistrationClient(arena.requireHttp());
        AtomicLong next = new AtomicLong(Long.parseLong(arena.newNumbers().digits()));
        long last = verifications == 0 ? Long.MAX_VALUE : next.get() + verifications;
        long measureFrom = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmup);
        long end = measureFrom + TimeUnit.SECONDS.toNanos(seconds);
        ProcessMeter driver = ProcessMeter.ofSelf();
        ExecutorService phones = Executors.newFixedThreadPool(parallel);
        try {
            for (int i = 0; i < parallel; i++) {
                phones.execute(() -> {
                    long number;
                    while (System.nanoTime() < end && (number = next.getAndIncrement()) < last) {
                        register(client, PhoneNumber.ofDigits(Long.toString(number)), measureFrom, end);
                    }
                });
            }
            phones.shutdown();
            awaitUntil(phones, measureFrom);
            Duration driverBefore = driver.cpu();
            Duration serverBefore = arena.server().map(ProcessMeter::cpu).orElse(Duration.ZERO);
            awaitUntil(phones, end);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - measureFrom);
            Result.Builder result = result().setting("parallel", parallel).setting("seconds", seconds);
            result.measure("verified_per_s", verified.get() * 1e9 / elapsed.toNanos());
            Measures.latency(result, "request", requests);
            Measures.latency(result, "check", checks);
            result.measure("driver_cpus", processors(driver.cpu().minus(driverBefore), elapsed));
            arena.server()
                    .ifPresent(server -> result.measure(
                            "server_cpus", processors(server.cpu().minus(serverBefore), elapsed)));
            if (!phones.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new LoadException("the service does not answer any more");
            }
            failures.forEach((reason, count) -> result.note(count + " × " + reason));
            return result.violation(
                            "failed",
                            failures.values().stream()
                                    .mapToLong(AtomicLong::get)
                                    .sum())
                    .build();
        } finally {
            phones.shutdownNow();
        }
    }

    private static double processors(Duration cpu, Duration elapsed) {
        return (double) cpu.toNanos() / elapsed.toNanos();
    }

    /** Waits until then, or until all phones are done. */
    private static void awaitUntil(ExecutorService phones, long nanoTime) throws InterruptedException {
        boolean unused = phones.awaitTermination(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void register(RegistrationClient client, PhoneNumber phone, long measureFrom, long end) {
        try {
            long asked = System.nanoTime();
            String verification = client.requestCode(phone);
            long requested = System.nanoTime();
            String code = client.readCode(phone);
            long read = System.nanoTime();
            String credential = client.checkCode(verification, code);
            long done = System.nanoTime();
            if (credential.isEmpty()) {
                throw new IOException("an answer without a credential");
            }
            if (done >= measureFrom && done < end) {
                verified.incrementAndGet();
                requests.recordValue(Math.min(requested - asked, MAX_NANOS));
                checks.recordValue(Math.min(done - read, MAX_NANOS));
            }
        } catch (IOException e) {
            failures.computeIfAbsent(String.valueOf(e.getMessage()), reason -> new AtomicLong())
                    .incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
