package dev.doubletick.broker.presence;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Until when phones were connected that are not now. Safe on any thread; never blocks the caller. */
interface LastSeen {

    /** Empty if it was never seen; fails when that cannot be found out now. */
    CompletableFuture<Optional<Instant>> find(PhoneNumber phone);

    /** To be kept, soon. */
    void record(PhoneNumber phone, Instant at);

    /** Its account is gone: what is not kept yet is not to be kept. */
    void forget(PhoneNumber phone);
}
