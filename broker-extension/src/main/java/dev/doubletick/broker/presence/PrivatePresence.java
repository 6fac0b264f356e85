package dev.doubletick.broker.presence;

import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.protocol.PhoneNumber;
import java.util.concurrent.CompletableFuture;

/** Whoever the watched number's blocks and privacy settings let see it; nobody, if it is not registered. */
public final class PrivatePresence implements PresencePolicy {

    private final AccountDirectory accounts;

    public PrivatePresence(AccountDirectory accounts) {
        this.accounts = accounts;
    }

    @Override
    public CompletableFuture<Boolean> maySee(PhoneNumber watcher, PhoneNumber who) {
        return accounts.find(who)
                .thenApply(account -> account.filter(known -> known.privacy().showsPresenceTo(watcher))
                        .isPresent());
    }
}
