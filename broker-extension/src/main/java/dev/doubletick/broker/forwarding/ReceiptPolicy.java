package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.PhoneNumber;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Who is told that a phone has got a message. Called under the forwarder's monitor: must not block. */
public interface ReceiptPolicy {

    /** Whether the sender of a message gets its receipt. An answer that fails counts as yes: ticks are what was promised. */
    CompletableFuture<Boolean> mayTell(PhoneNumber receiver, PhoneNumber sender);

    /** The same deliveries, without a receipt for those who are not told. Never fails. */
    default CompletableFuture<List<Delivered>> filter(PhoneNumber receiver, List<Delivered> delivered) {
        Map<MailboxOwner, CompletableFuture<Boolean>> answers = new HashMap<>();
        for (Delivered one : delivered) {
            one.receiptTo()
                    .ifPresent(sender -> answers.computeIfAbsent(sender, s -> s.phone()
                            .map(phone -> mayTell(receiver, phone).exceptionally(failure -> true))
                            .orElseGet(() -> CompletableFuture.completedFuture(true))));
        }
        return CompletableFuture.allOf(answers.values().toArray(new CompletableFuture<?>[0]))
                .thenApply(all -> {
                    Set<MailboxOwner> untold = new HashSet<>();
                    answers.forEach((sender, answer) -> {
                        if (!answer.getNow(true)) {
                            untold.add(sender);
                        }
                    });
                    return untold.isEmpty() ? delivered : without(untold, delivered);
                });
    }

    private static List<Delivered> without(Set<MailboxOwner> untold, List<Delivered> delivered) {
        return delivered.stream()
                .map(one -> one.receiptTo().filter(untold::contains).isPresent()
                        ? new Delivered(one.position(), one.id(), Optional.empty())
                        : one)
                .toList();
    }
}
