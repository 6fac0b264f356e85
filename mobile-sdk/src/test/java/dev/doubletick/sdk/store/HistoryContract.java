package dev.doubletick.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.DisappearingTimer;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of {@link MessageStoreContract} about what is read: history, conversations, search; and about settings. */
abstract class HistoryContract extends AddressBookContract {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void hasNoAccountAtFirst() {
        assertThat(store.account()).isEmpty();
    }

    @Test
    void keepsTheLastAccount() {
        store.saveAccount(Account.of(ALICE, "old", List.of(URI.create("mqtt://old:1"), URI.create("mqtt://old:2"))));
        Account account = Account.of(BOB, "secret", List.of(URI.create("ws://b/mqtt"), URI.create("mqtt://a:1883")));

        store.saveAccount(account);
        reopen();

        assertThat(store.account()).contains(account);
    }

    @Test
    void pagesThroughHistory() {
        for (int i = 1; i <= 5; i++) {
            queue(BOB, "" + i);
            arrive(ALICE, "not this one");
        }

        List<Message> newest = store.history(BOB, Long.MAX_VALUE, 2);
        List<Message> before = store.history(BOB, newest.get(0).position(), 2);
        List<Message> first = store.history(BOB, before.get(0).position(), 2);

        assertThat(newest).extracting(message -> message.text().orElseThrow()).containsExactly("4", "5");
        assertThat(before).extracting(message -> message.text().orElseThrow()).containsExactly("2", "3");
        assertThat(first).extracting(message -> message.text().orElseThrow()).containsExactly("1");
        assertThat(store.history(BOB, first.get(0).position(), 2)).isEmpty();
    }

    @Test
    void listsConversationsNewestFirst() {
        arrive(BOB, "1");
        Message bobs = arrive(BOB, "2");
        Message alices = queue(ALICE, "3");

        assertThat(store.conversations()).containsExactly(Conversation.of(alices, 0), Conversation.of(bobs, 2));

        store.markSeen(BOB, Long.MAX_VALUE, T3);

        assertThat(store.conversations()).extracting(Conversation::unread).containsExactly(0, 0);
    }

    @Test
    void keepsSettings() {
        assertThat(store.setting("a")).isEmpty();
        store.saveSetting("a", "1");
        store.saveSetting("b", "2");
        store.saveSetting("a", "3");
        reopen();

        assertThat(store.setting("a")).contains("3");
        assertThat(store.setting("b")).contains("2");
    }

    @Test
    void keepsATimerPerConversation() {
        DisappearingTimer timer = DisappearingTimer.of(HOUR, 0xFFFF_FFFFL, Direction.INCOMING);
        arrive(BOB, "1");

        store.saveTimer(BOB, DisappearingTimer.of(Duration.ofDays(1), 3, Direction.OUTGOING));
        store.saveTimer(BOB, timer);
        reopen();

        assertThat(store.timer(BOB)).isEqualTo(timer);
        assertThat(store.timer(ALICE)).isEqualTo(DisappearingTimer.NONE);
        assertThat(store.conversations()).extracting(Conversation::expiresAfter).containsExactly(HOUR);
    }

    @Test
    void searchesForBeginningsOfWords() {
        arrive(BOB, "Wir grüßen aus Köln!");
        arrive(ALICE, "Greetings from \"Cologne\" AND beyond");
        queue(BOB, "grün ist die Hoffnung");

        assertThat(found("grü")).containsExactly("grün ist die Hoffnung", "Wir grüßen aus Köln!");
        assertThat(found("GRUE köln")).isEmpty();
        assertThat(found("koln WIR")).containsExactly("Wir grüßen aus Köln!");
        assertThat(found("\"cologne\" and")).containsExactly("Greetings from \"Cologne\" AND beyond");
        assertThat(found("rüßen")).isEmpty();
        assertThat(store.search("gr", Optional.of(BOB), Long.MAX_VALUE, 10)).hasSize(2);
        assertThat(store.search("gr", Optional.empty(), Long.MAX_VALUE, 2)).hasSize(2);
    }

    @Test
    void searchesPageByPage() {
        for (int i = 1; i <= 5; i++) {
            queue(BOB, "word " + i);
        }

        List<Message> newest = store.search("word", Optional.empty(), Long.MAX_VALUE, 3);
        List<Message> rest =
                store.search("word", Optional.empty(), newest.get(2).position(), 3);

        assertThat(newest)
                .extracting(message -> message.text().orElseThrow())
                .containsExactly("word 5", "word 4", "word 3");
        assertThat(rest).extracting(message -> message.text().orElseThrow()).containsExactly("word 2", "word 1");
    }

    @Test
    void takesEveryQueryForWhatItIs() {
        arrive(BOB, "hi");

        for (String query :
                List.of("", " ", "\"", "*", "hi\" OR \"x", "NEAR(", "👍", "a:b", "-hi", "\u0000", "(", "´´")) {
            store.search(query, Optional.empty(), Long.MAX_VALUE, 10);
        }

        assertThat(found("\"hi")).containsExactly("hi");
        assertThat(found("👍")).isEmpty();
        assertThat(found("hi ".repeat(10_000))).containsExactly("hi");
    }

    @Test
    void readsAgainWhatItCouldNotReadBefore() {
        Message readable = arrive(BOB, "hi");
        Message unknown = store.addIncoming(
                        ids.next(), BOB, MessageContent.of(Optional.of("dt9"), new byte[] {1}), T1, T1)
                .orElseThrow();
        Message broken = store.addIncoming(
                        ids.next(), ALICE, MessageContent.of(Optional.of("dt1"), new byte[] {1}), T1, T1)
                .orElseThrow();

        assertThat(store.unreadable(0, 10)).containsExactly(unknown, broken);
        assertThat(store.unreadable(unknown.position(), 10)).containsExactly(broken);
        assertThat(store.unreadable(0, 1)).containsExactly(unknown);

        store.reread(unknown.key(), T2);
        store.reread(readable.key(), T2);

        assertThat(current(unknown)).isEqualTo(unknown);
        assertThat(found("hi")).containsExactly("hi");
        assertThat(store.unreadable(0, 10)).containsExactly(unknown, broken);
        store.markDeleted(broken.key(), T3);
        assertThat(store.unreadable(0, 10)).containsExactly(unknown);
    }

    @Test
    void countsTheUnread() {
        arrive(BOB, "1");
        arrive(ALICE, "2");
        queue(BOB, "3");

        assertThat(store.unread()).isEqualTo(2);
        store.markSeen(ALICE, Long.MAX_VALUE, T3);
        assertThat(store.unread()).isEqualTo(1);
    }
}
