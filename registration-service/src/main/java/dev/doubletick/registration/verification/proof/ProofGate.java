package dev.doubletick.registration.verification.proof;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Asks clients for a proof that they are no cheap program. It is asked only while a limit is nearly used up, and only of those
 * whom no limit refuses. One instance serves all requests, from many threads at once, and does not block.
 */
public interface ProofGate {

    /**
     * What a client has to do.
     *
     * @return the member {@code proof} of the problem that it gets; {@code kind} says which way this is
     */
    Map<String, Object> demand(PhoneNumber phone, Instant now);

    /**
     * Whether a client has done it.
     *
     * @param proof as the client sent it, of any length and content
     * @return does not complete exceptionally for what a client sent; if it does, or takes too long, the proof does not count
     */
    CompletableFuture<Boolean> accepts(PhoneNumber phone, String proof, Instant now);
}
