package dev.doubletick.registration.verification.sender.failover;

import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Hands each message to the first of several senders that takes it. A sender that has failed several times in a row rests for a
 * while: others go first, and one message at a time finds out whether it is back. Where all rest, they are tried all the same.
 *
 * <p>A sender that times out may have taken its message. Then the phone gets it twice, with the same code, which harms nobody.
 */
public final class FailoverSender implements VerificationCodeSender {

    private final List<HealthySender> senders;
    private final Duration patience;

    /**
     * Takes the senders over: they are closed with it.
     *
     * @param senders in the order in which they are tried
     * @param patience how long one may take
     * @param health when a sender rests
     * @throws IllegalArgumentException if there is none
     */
    public FailoverSender(List<NamedSender> senders, Duration patience, HealthPolicy health, Clock clock) {
        if (senders.isEmpty()) {
            throw new IllegalArgumentException("at least one sender is needed");
        }
        this.senders = senders.stream()
                .map(sender -> new HealthySender(sender, health, clock))
                .toList();
        this.patience = patience;
    }

    @Override
    public boolean serves(Channel channel) {
        return senders.stream().anyMatch(sender -> sender.sender().serves(channel));
    }

    @Override
    public CompletableFuture<Void> send(VerificationMessage message) {
        return tryFrom(0, inOrder(message.channel()), message);
    }

    private List<HealthySender> inOrder(Channel channel) {
        List<HealthySender> working = new ArrayList<>();
        List<HealthySender> resting = new ArrayList<>();
        for (HealthySender sender : senders) {
            if (sender.sender().serves(channel)) {
                // One that has rested is tried only where nobody before it works: else it would be tried for nothing.
                boolean first = working.isEmpty() && sender.mayTry();
                (first || sender.works() ? working : resting).add(sender);
            }
        }
        working.addAll(resting);
        return working;
    }

    private CompletableFuture<Void> tryFrom(int index, List<HealthySender> order, VerificationMessage message) {
        if (index == order.size()) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "nobody brings codes by " + message.channel().text()));
        }
        HealthySender sender = order.get(index);
        return attempt(sender, message)
                .whenComplete((sent, failure) -> sender.tell(failure))
                // Not on the thread of a gateway's client, nor on that of the time-outs.
                .exceptionallyComposeAsync(failure -> index + 1 < order.size()
                        ? tryFrom(index + 1, order, message)
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Void> attempt(HealthySender sender, VerificationMessage message) {
        try {
            // A copy, because the time-out must not complete a future that is the sender's.
            return sender.sender().send(message).copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        RuntimeException failure = new IllegalStateException("not all senders closed cleanly");
        for (HealthySender sender : senders) {
            try {
                sender.sender().close();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
