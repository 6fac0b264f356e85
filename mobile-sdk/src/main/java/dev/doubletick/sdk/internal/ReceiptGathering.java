package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.internal.thread.Worker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Lets seen receipts wait for others to the same phone: one packet for all. They are stored meanwhile. Runs on the worker. */
final class ReceiptGathering {

    private final Worker worker;
    private final Duration gather;
    private final Consumer<PhoneNumber> ready;
    private final Set<PhoneNumber> gathering = new HashSet<>();

    /**
     * @param gather how long the first one waits; zero for not at all
     * @param ready hears that there are receipts to be sent to this phone
     */
    ReceiptGathering(Worker worker, Duration gather, Consumer<PhoneNumber> ready) {
        this.worker = worker;
        this.gather = gather;
        this.ready = ready;
    }

    void added(PhoneNumber to) {
        if (gather.isZero()) {
            ready.accept(to);
        } else if (gathering.add(to)) {
            worker.schedule(() -> gathered(to), gather);
        }
    }

    private void gathered(PhoneNumber to) {
        gathering.remove(to);
        ready.accept(to);
    }
}
