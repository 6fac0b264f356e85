package dev.doubletick.broker.routing;

import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the sender's own account says about whom it may write to: an operator can give a device a list. It is in memory with the
 * account, which the broker has looked up when the phone connected, and forgets when the list changes.
 */
final class SenderRules {

    private final AccountDirectory accounts;

    SenderRules(AccountDirectory accounts) {
        this.accounts = accounts;
    }

    /** Completes with the reason why not; empty if it may. Fails when the database has to be asked and cannot be. */
    CompletableFuture<Optional<Refusal>> check(PhoneNumber sender, PhoneNumber to) {
        return accounts.find(sender).thenApply(account -> {
            if (account.isEmpty()) {
                // Deleted a moment ago; the connection is about to be closed.
                return Optional.of(Refusal.SENDER_GONE);
            }
            return account.get().mayWriteTo(to) ? Optional.empty() : Optional.of(Refusal.NOT_ON_THE_LIST);
        });
    }
}
