package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.protocol.PhoneNumber;
import java.util.concurrent.CompletableFuture;

/**
 * Nobody is told whom the receiver has blocked meanwhile, and nobody whose account is gone: there is no mailbox any more that the
 * receipt could wait in.
 */
public final class PrivateReceipts implements ReceiptPolicy {

    private final AccountDirectory accounts;

    public PrivateReceipts(AccountDirectory accounts) {
        this.accounts = accounts;
    }

    @Override
    public CompletableFuture<Boolean> mayTell(PhoneNumber receiver, PhoneNumber sender) {
        return accounts.find(receiver)
                .thenCombine(
                        accounts.find(sender),
                        (to, from) -> from.isPresent()
                                && !to.map(known -> known.privacy().blocks(sender))
                                        .orElse(false));
    }
}
