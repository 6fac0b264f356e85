package dev.doubletick.broker.routing;

import dev.doubletick.broker.account.Account;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.broker.account.DistinctNumbers;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the blocks and privacy settings of both sides make of a PUBLISH. They are in memory with the accounts; the database is
 * asked only for an account that is not.
 *
 * <p>What a block stops looks to the blocked as if the phone were off. That somebody takes messages from contacts only is told.
 *
 * <p>That a number is not registered is told too, but not to a phone that tries one after the other: who has met a hundred in a
 * day writes to nobody for the rest of it, or what is still let through would tell.
 */
final class PrivacyRules {

    static final int MAX_UNREGISTERED = 100;

    private final AccountDirectory accounts;
    private final DistinctNumbers unregistered;

    PrivacyRules(AccountDirectory accounts, Clock clock) {
        this.accounts = accounts;
        this.unregistered = new DistinctNumbers(MAX_UNREGISTERED, clock);
    }

    /**
     * Decides.
     *
     * @param topic with its sender
     * @return fails when the database has to be asked and cannot be
     */
    CompletableFuture<Passage> check(Topic topic) {
        PhoneNumber sender = topic.sender().orElseThrow();
        boolean message = topic.kind() == Topic.Kind.MESSAGE;
        if (message && unregistered.exhausted(sender)) {
            return CompletableFuture.completedFuture(Passage.refused(Refusal.TOO_MANY_UNREGISTERED));
        }
        CompletableFuture<Optional<Account>> recipient = accounts.find(topic.owner());
        if (message) {
            return recipient.thenApply(account -> message(topic.owner(), account, sender));
        }
        return recipient.thenCombine(accounts.find(sender), (to, from) -> sign(topic, to, from));
    }

    private Passage message(PhoneNumber to, Optional<Account> recipient, PhoneNumber sender) {
        if (recipient.isEmpty()) {
            return Passage.refused(
                    unregistered.count(sender, to) ? Refusal.NOT_REGISTERED : Refusal.TOO_MANY_UNREGISTERED);
        }
        if (recipient.get().privacy().blocks(sender)) {
            return Passage.DROPPED;
        }
        return recipient.get().privacy().takesMessagesFrom(sender) ? Passage.FREE : Passage.refused(Refusal.NOT_WANTED);
    }

    /** A seen receipt or a chat state, which also tells something about its sender. To nobody it goes nowhere, silently. */
    private static Passage sign(Topic topic, Optional<Account> recipient, Optional<Account> sender) {
        if (recipient.isEmpty() || sender.isEmpty()) {
            return Passage.DROPPED;
        }
        boolean chatState = topic.kind() == Topic.Kind.CHAT_STATE;
        PhoneNumber from = topic.sender().orElseThrow();
        boolean wanted = chatState
                ? recipient.get().privacy().takesMessagesFrom(from)
                : !recipient.get().privacy().blocks(from);
        boolean shown = chatState
                ? !sender.get().privacy().blocks(topic.owner())
                : sender.get().privacy().showsSeenReceiptsTo(topic.owner());
        return wanted && shown ? Passage.FREE : Passage.DROPPED;
    }
}
