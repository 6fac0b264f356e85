package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.Dialer;
import dev.doubletick.benchmark.line.EventLoops;
import dev.doubletick.benchmark.line.MessageTag;
import dev.doubletick.benchmark.line.Watch;
import dev.doubletick.benchmark.process.ProcessMeter;
import dev.doubletick.benchmark.push.Services;
import dev.doubletick.benchmark.stack.Accounts;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.benchmark.traffic.Traffic;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Where modes run: one server, its accounts and the driver's threads. For one thread. */
public final class Arena {

    private final EventLoops loops;
    private final Dialers dialers;
    private final Accounts accounts;
    private final Optional<Supplier<URI>> http;
    private Optional<ProcessMeter> server;
    private final Optional<Restarts> restarts;
    private final Optional<Services> services;
    private final Clock clock;
    private final SecureRandom random;
    private Optional<Ledger> filled = Optional.empty();

    /**
     * @param http where the registration service is, where it is known; asked each time, as a restarted server may be elsewhere
     * @param server the server's process, where it is known
     * @param restarts how to restart the server, where it may be
     * @param services a trial's, where it is known
     */
    public Arena(
            EventLoops loops,
            Dialers dialers,
            Accounts accounts,
            Optional<Supplier<URI>> http,
            Optional<ProcessMeter> server,
            Optional<Restarts> restarts,
            Optional<Services> services,
            Clock clock,
            SecureRandom random) {
        this.loops = loops;
        this.dialers = dialers;
        this.accounts = accounts;
        this.http = http;
        this.server = server;
        this.restarts = restarts;
        this.services = services;
        this.clock = clock;
        this.random = random;
    }

    /** Makes dialers to the server. */
    @FunctionalInterface
    public interface Dialers {

        /** @param firstTicks whether the mode needs first ticks, where the protocol makes them cost extra */
        Dialer get(EventLoops loops, boolean firstTicks);

        /** Makes one for phones that watch somebody's presence. */
        default Dialer watching(EventLoops loops, Watch watch) {
            throw new LoadException("presence is Doubletick's only");
        }
    }

    /** New traffic among the first {@code phones} accounts. */
    Traffic traffic(int phones, boolean firstTicks) throws IOException, InterruptedException {
        return traffic(accounts.take(phones), firstTicks, MessageTag.high(clock.millis(), random.nextInt()));
    }

    /** Traffic that goes on where an earlier one with the same tag stopped. */
    Traffic traffic(List<Account> phones, boolean firstTicks, long tag) {
        return new Traffic(phones, loops, dialers.get(loops, firstTicks), tag, server);
    }

    /** Phones that watch one account's presence, and do nothing else. */
    Traffic watchers(List<Account> phones, Watch watch) {
        return new Traffic(
                phones,
                loops,
                dialers.watching(loops, watch),
                MessageTag.high(clock.millis(), random.nextInt()),
                server);
    }

    List<Account> accounts(int phones) throws IOException, InterruptedException {
        return accounts.take(phones);
    }

    /**
     * @throws LoadException if it is not known where the registration service is
     */
    URI requireHttp() {
        return http.orElseThrow(() -> new LoadException("where is the registration service? Name --http URL"))
                .get();
    }

    /** Where numbers begin that nobody has in this run, nor probably in an earlier one. */
    PhoneNumber newNumbers() {
        return PhoneNumber.ofDigits("4916" + (10_000_000L + random.nextInt(80) * 1_000_000L) + "0");
    }

    Optional<ProcessMeter> server() {
        return server;
    }

    /**
     * @throws LoadException if the server is not ours to kill
     */
    Restarts requireRestarts() {
        return restarts.orElseThrow(() ->
                new LoadException("only a stack that this command starts is restarted: leave out --mqtt and --xmpp"));
    }

    Clock clock() {
        return clock;
    }

    /**
     * @throws LoadException if it is not known where the server's HTTP side is
     */
    Services requireServices() {
        return services.orElseThrow(
                () -> new LoadException("where are the pushes shown? Name --http URL of a trial, or leave out --mqtt"));
    }

    /** Kills the server, which nobody is connected to, and starts it again. */
    Restarts.Restarted restart() throws IOException, InterruptedException {
        Restarts.Restarted restarted = requireRestarts().restart();
        server = Optional.of(restarted.process());
        return restarted;
    }

    /** What {@link Fill} left for {@link Drain}. */
    Optional<Ledger> filled() {
        return filled;
    }

    void filled(Optional<Ledger> ledger) {
        filled = ledger;
    }
}
