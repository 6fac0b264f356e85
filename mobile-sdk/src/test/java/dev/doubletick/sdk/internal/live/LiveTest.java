package dev.doubletick.sdk.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.PresenceWatch;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.RecordingLink;
import dev.doubletick.sdk.internal.thread.ManualWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveTest {

    private static final PhoneNumber ME = PhoneNumber.ofDigits("4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4917698765432");
    private static final PhoneNumber CAROL = PhoneNumber.ofDigits("4917611111111");
    private static final Presence EARLIER = Presence.lastSeen(Instant.parse("2026-03-01T12:00:00Z"));

    private final ManualWorker worker = new ManualWorker();
    private final List<String> heard = new ArrayList<>();
    private final LiveEvents events = new LiveEvents() {
        @Override
        public void presence(PhoneNumber who, Presence presence) {
            heard.add(who + " " + presence);
        }

        @Override
        public void chatState(PhoneNumber from, ChatState state) {
            heard.add(from + " " + state);
        }
    };
    private final Live live = new Live(worker, events, false);
    private RecordingLink link = new RecordingLink(ME);

    @Test
    void subscribesToWhomTheAppWatchesAndTellsOfChanges() {
        connect();
        PresenceWatch watch = watch(BOB);

        assertThat(link.subscribed).containsExactly(presenceOf(BOB));
        assertThat(watch.presence()).isEmpty();
        present(BOB, EARLIER);
        present(BOB, EARLIER);
        present(BOB, Presence.online());
        assertThat(heard).containsExactly(BOB + " " + EARLIER, BOB + " ONLINE");
        assertThat(watch.presence()).contains(Presence.online());
    }

    @Test
    void watchesOnAgainOnTheNextConnection() {
        PresenceWatch watch = watch(BOB);
        connect();
        present(BOB, Presence.online());
        live.disconnected();
        assertThat(watch.presence()).isEmpty();
        connect();

        assertThat(link.subscribed).containsExactly(presenceOf(BOB));
        present(BOB, Presence.online());
        assertThat(heard).containsExactly(BOB + " ONLINE", BOB + " ONLINE");
    }

    @Test
    void unsubscribesWhenTheLastOfSeveralWatchesIsClosed() {
        connect();
        PresenceWatch one = watch(BOB);
        present(BOB, Presence.online());
        PresenceWatch other = watch(BOB);
        assertThat(link.subscribed).hasSize(1);
        assertThat(heard).containsExactly(BOB + " ONLINE", BOB + " ONLINE");

        one.close();
        one.close();
        worker.run();
        assertThat(link.unsubscribed).isEmpty();
        other.close();
        worker.run();
        assertThat(link.unsubscribed).containsExactly(presenceOf(BOB));
        assertThat(other.presence()).isEmpty();
    }

    @Test
    void endsWhatTheSessionRemembersFromAProcessThatDied() {
        connect();
        present(BOB, Presence.online());

        assertThat(link.unsubscribed).containsExactly(presenceOf(BOB));
        assertThat(heard).isEmpty();
    }

    @Test
    void triesAgainWhereTheServerRefuses() {
        connect();
        watch(BOB);
        link.subacks.get(0).accept(new Answer(0x97, Optional.empty()));
        worker.advance(Duration.ofSeconds(5));

        assertThat(link.subscribed).containsExactly(presenceOf(BOB), presenceOf(BOB));
    }

    @Test
    void doesNotTryAgainForWhomNobodyWatchesAnyMore() {
        connect();
        PresenceWatch watch = watch(BOB);
        watch.close();
        link.subacks.get(0).accept(new Answer(0x97, Optional.empty()));
        worker.advance(Duration.ofSeconds(5));

        assertThat(link.subscribed).hasSize(1);
    }

    @Test
    void ignoresWhatIsNoPresence() {
        connect();
        watch(BOB);
        receive("p/" + BOB.digits(), new byte[] {77});
        receive("p/" + BOB.digits(), new byte[0]);

        assertThat(heard).isEmpty();
    }

    @Test
    void watchesAsManyAsTheServerAllowsAndSaysSo() {
        List<PresenceWatch> watches = new ArrayList<>();
        for (int i = 0; i < Limits.MAX_WATCHED; i++) {
            watches.add(watch(PhoneNumber.ofDigits(Integer.toString(1_000_000 + i))));
        }

        assertThatThrownBy(() -> live.watch(BOB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("200");
        watches.get(0).close();
        assertThat(live.watch(BOB).who()).isEqualTo(BOB);
    }

    @Test
    void typingIsToldAtOnceAndThenEveryFourSecondsWhileItGoesOn() {
        connect();
        for (int second = 0; second < 10; second++) {
            set(BOB, ChatState.TYPING);
            worker.advance(Duration.ofSeconds(1));
        }
        assertThat(link.told).hasSize(3).containsOnly(stateFor(BOB, 1));

        worker.advance(Duration.ofMinutes(1));
        // The last key was pressed at second nine, so it is told once more and then no longer.
        assertThat(link.told).hasSize(4);
        assertThat(worker.timers()).isZero();
    }

    @Test
    void recordingGoesOnUntilTheAppSaysOtherwiseButNotForEver() {
        connect();
        set(BOB, ChatState.RECORDING);
        worker.advance(Duration.ofSeconds(60));
        assertThat(link.told).hasSize(16).containsOnly(stateFor(BOB, 2));
        set(BOB, ChatState.IDLE);
        assertThat(link.told).hasSize(17).endsWith(stateFor(BOB, 0));
        worker.advance(Duration.ofMinutes(1));
        assertThat(link.told).hasSize(17);

        set(BOB, ChatState.RECORDING);
        worker.advance(Duration.ofHours(1));
        assertThat(link.told).hasSize(17 + 76);
    }

    @Test
    void sayingNothingNewSendsNothing() {
        connect();
        set(BOB, ChatState.IDLE);
        assertThat(link.told).isEmpty();
    }

    @Test
    void aMessageEndsTypingWithoutAWord() {
        connect();
        set(BOB, ChatState.TYPING);
        live.messageAdded(BOB);
        worker.advance(Duration.ofMinutes(1));

        assertThat(link.told).hasSize(1);
    }

    @Test
    void withoutAConnectionChatStatesComeToNothing() {
        set(BOB, ChatState.TYPING);
        connect();
        assertThat(link.told).isEmpty();
        set(BOB, ChatState.RECORDING);
        live.disconnected();
        connect();
        worker.advance(Duration.ofMinutes(1));
        assertThat(link.told).isEmpty();
    }

    @Test
    void oneChatStateIsUnderWayAtATimeAndTheNewestOfEachFollows() {
        connect();
        live.chatState(BOB, ChatState.TYPING);
        live.chatState(CAROL, ChatState.TYPING);
        live.chatState(BOB, ChatState.RECORDING);
        live.chatState(BOB, ChatState.IDLE);
        assertThat(link.told).containsExactly(stateFor(BOB, 1));

        link.sent();
        worker.run();
        link.sent();
        worker.run();
        link.sent();
        worker.run();
        assertThat(link.told).containsExactly(stateFor(BOB, 1), stateFor(CAROL, 1), stateFor(BOB, 0));
    }

    @Test
    void whereOnlyOnePublicationMayBeUnderWayItIsAMessage() {
        link = new RecordingLink(ME);
        live.connected(link, 1);
        set(BOB, ChatState.TYPING);

        assertThat(link.told).isEmpty();
    }

    @Test
    void tellsOfOthersChatStatesOnceUntilTheyFallSilent() {
        connect();
        for (int i = 0; i < 5; i++) {
            chatState(BOB, 1);
            worker.advance(Duration.ofSeconds(8));
        }
        assertThat(heard).containsExactly(BOB + " TYPING");
        worker.advance(Duration.ofSeconds(1));
        assertThat(heard).containsExactly(BOB + " TYPING", BOB + " IDLE");
        assertThat(worker.timers()).isZero();
    }

    @Test
    void othersStopWhenTheySaySoOrTheirMessageArrives() {
        connect();
        chatState(BOB, 0);
        chatState(BOB, 1);
        chatState(BOB, 2);
        chatState(BOB, 0);
        chatState(CAROL, 1);
        assertThat(live.received(link, inbound("m/" + ME.digits() + "/" + CAROL.digits(), new byte[] {65})))
                .isFalse();
        worker.advance(Duration.ofMinutes(1));

        assertThat(heard)
                .containsExactly(
                        BOB + " TYPING", BOB + " RECORDING", BOB + " IDLE", CAROL + " TYPING", CAROL + " IDLE");
    }

    @Test
    void ignoresChatStatesThatItDoesNotKnowOrThatAreNotForThisPhone() {
        connect();
        chatState(BOB, 3);
        receive("c/" + CAROL.digits() + "/" + BOB.digits(), new byte[] {1});
        receive("c/" + ME.digits(), new byte[] {1});
        receive("c/" + ME.digits() + "/" + BOB.digits(), new byte[] {1, 1});

        assertThat(heard).isEmpty();
    }

    @Test
    void lowBandwidthNeitherWatchesNorTells() {
        Live spare = new Live(worker, events, true);
        spare.connected(link, 100);
        spare.chatState(BOB, ChatState.TYPING);

        assertThatThrownBy(() -> spare.watch(BOB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("low-bandwidth");
        worker.run();
        assertThat(link.told).isEmpty();
        assertThat(link.subscribed).isEmpty();
    }

    private void connect() {
        link = new RecordingLink(ME);
        live.connected(link, 100);
    }

    private PresenceWatch watch(PhoneNumber who) {
        PresenceWatch watch = live.watch(who);
        worker.run();
        return watch;
    }

    private void set(PhoneNumber to, ChatState state) {
        link.sentAtOnce();
        live.chatState(to, state);
        worker.run();
    }

    private void present(PhoneNumber who, Presence presence) {
        receive("p/" + who.digits(), presence.toBytes());
    }

    private void chatState(PhoneNumber from, int state) {
        receive("c/" + ME.digits() + "/" + from.digits(), new byte[] {(byte) state});
    }

    private void receive(String topic, byte[] payload) {
        assertThat(live.received(link, inbound(topic, payload))).isTrue();
    }

    private static Inbound inbound(String topic, byte[] payload) {
        return new Inbound(topic, Optional.empty(), MessageContent.of(Optional.empty(), payload), 0);
    }

    private static Topic presenceOf(PhoneNumber who) {
        return Topic.of(Topic.Kind.PRESENCE, who);
    }

    private static String stateFor(PhoneNumber to, int state) {
        return Topic.of(Topic.Kind.CHAT_STATE, to) + " " + state;
    }
}
