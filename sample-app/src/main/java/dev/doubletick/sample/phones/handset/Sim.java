package dev.doubletick.sample.phones.handset;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.phones.app.UiThread;
import dev.doubletick.sample.phones.server.FakeServices;
import dev.doubletick.sample.phones.server.FakeServices.Sms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SIM card: looks for text messages while one is expected. For the user interface thread. */
final class Sim {

    private static final Logger log = LoggerFactory.getLogger(Sim.class);
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final FakeServices network;
    private final UiThread ui;
    private final Clock clock;
    private final BooleanSupplier reachable;
    private final Consumer<Sms> inbox;
    private Instant newest;
    private Instant until;
    private boolean looking;
    private Optional<PhoneNumber> number = Optional.empty();

    /**
     * @param reachable whether the phone has a network
     * @param inbox is shown each text once
     */
    Sim(FakeServices network, UiThread ui, Clock clock, BooleanSupplier reachable, Consumer<Sms> inbox) {
        this.network = network;
        this.ui = ui;
        this.clock = clock;
        this.reachable = reachable;
        this.inbox = inbox;
        this.newest = clock.instant();
        this.until = newest;
    }

    /** A text to this number is likely to come soon. */
    void expect(PhoneNumber phone) {
        number = Optional.of(phone);
        until = clock.instant().plus(PATIENCE);
        if (!looking) {
            looking = true;
            look();
        }
    }

    private void look() {
        looking = clock.instant().isBefore(until);
        if (looking && reachable.getAsBoolean()) {
            var unused = network.sms(number.orElseThrow()).whenCompleteAsync(this::looked, ui);
        } else if (looking) {
            ui.later(PERIOD, this::look);
        }
    }

    private void looked(@Nullable List<Sms> texts, @Nullable Throwable failure) {
        if (texts != null) {
            texts.stream().filter(sms -> sms.sentAt().isAfter(newest)).forEach(sms -> {
                newest = sms.sentAt();
                until = Instant.MIN;
                inbox.accept(sms);
            });
        } else {
            log.warn("no text messages: {}", String.valueOf(failure));
        }
        ui.later(PERIOD, this::look);
    }
}
