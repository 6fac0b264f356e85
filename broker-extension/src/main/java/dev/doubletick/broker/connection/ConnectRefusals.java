package dev.doubletick.broker.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How many CONNECTs were refused, and why. */
public final class ConnectRefusals {

    enum Reason {
        /** Not as a phone connects: docs/protocol.md. */
        MALFORMED,
        WRONG_CREDENTIAL,
        /** A service, for whatever reason. */
        SERVICE,
        DATABASE_AWAY,
        MAILBOX_AWAY
    }

    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

    public ConnectRefusals(MeterRegistry registry) {
        for (Reason reason : Reason.values()) {
            counters.put(
                    reason,
                    registry.counter(
                            "doubletick.connects.refused",
                            "reason",
                            reason.name().toLowerCase(Locale.ROOT)));
        }
    }

    void count(Reason reason) {
        Counter counter = counters.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
