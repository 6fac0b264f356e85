package dev.doubletick.broker.routing;

import dev.doubletick.broker.account.Account;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the blocks and privacy settings of both sides make of a PUBLISH. They are in memory with the accounts; the database is
 * asked only for an account that is not.
 *
 * <p>What a block stops looks to the blocked as if the phone were off. That somebody takes messages from contacts only is told.
 */
final class PrivacyRules {

    private final AccountDirectory accounts;

    PrivacyRules(AccountDirectory accounts) {
        this.accounts = accounts;
    }

    /**
     * Decides.
     *
     * @param topic with its sender
     * @return fails when the database has to be asked and cannot be
     */
    CompletableFuture<Passage> check(Topic topic) {
        PhoneNumber sender = topic.sender().orElseThrow();
        CompletableFuture<Optional<Account>> recipient = accounts.find(topic.owner());
        if (topic.kind() == Topic.Kind.MESSAGE) {
            return recipient.thenApply(account -> message(account, sender));
        }
        return recipient.thenCombine(accounts.find(sender), (to, from) -> sign(topic, to, from));
    }

    private static Passage message(Optional<Account> recipient, PhoneNumber sender) {
        if (recipient.isEmpty()) {
            return Passage.refused(Refusal.NOT_REGISTERED);
        }
        if (recipient.get().privacy().blocks(sender)) {
            return Passage.DROPPED;
        }
        return recipient.get().privacy().takesMessagesFrom(sender) ? Passage.FREE : Passage.refused(Refusal.NOT_WANTED);
    }

    /** A seen receipt or a chat state, which also tells something about its sender. */
    private static Passage sign(Topic topic, Optional<Account> recipient, Optional<Account> sender) {
        if (recipient.isEmpty() || sender.isEmpty()) {
            return Passage.refused(Refusal.NOT_REGISTERED);
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
