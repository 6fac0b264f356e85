package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.Presence;
import dev.doubletick.sdk.testing.Phone;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Presence and chat states between two phones. */
class LiveIT extends WithTwoPhones {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Test
    void seesThatSomebodyIsOnlineAndThatTheyLeft() {
        PresenceWatch watch = alice.doubletick().watch(bob.number());
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(alice.presences()).containsExactly(Presence.online()));
        assertThat(watch.presence()).contains(Presence.online());

        bob.close();

        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(alice.presences()).hasSize(2).last().matches(presence -> presence.lastSeen()
                                .isPresent()));
    }

    @Test
    void watchesOnAfterTheConnectionWasLost() {
        PresenceWatch watch = alice.doubletick().watch(bob.number());
        await().atMost(TIMEOUT).until(() -> alice.presences().size() == 1);

        broker.disconnect(alice.number(), DisconnectReasonCode.SERVER_BUSY);

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(alice.presences())
                .containsExactly(Presence.online(), Presence.online()));
        assertThat(watch.presence()).contains(Presence.online());
    }

    @Test
    void theWatchOfAProcessThatDiedIsGivenUpByTheNext() {
        alice.doubletick().watch(bob.number());
        await().atMost(TIMEOUT).until(() -> alice.presences().size() == 1);
        alice.close();
        alice = Phone.start(folder, broker.account(alice.number())).awaitConnected();

        await().atMost(TIMEOUT)
                .until(() ->
                        !broker.isSubscribed(alice.number(), "p/" + bob.number().digits()));
        assertThat(alice.presences()).isEmpty();
    }

    @Test
    void seesThatSomebodyIsTypingUntilTheirMessageArrives() {
        bob.doubletick().chatState(alice.number(), ChatState.TYPING);
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(alice.chatStates()).containsExactly(ChatState.TYPING));

        bob.send(alice.number(), "hello");

        assertThat(alice.awaitArrived(1)).hasSize(1);
        assertThat(alice.chatStates()).containsExactly(ChatState.TYPING, ChatState.IDLE);
    }

    @Test
    void seesThatSomebodyHasStoppedRecording() {
        bob.doubletick().chatState(alice.number(), ChatState.RECORDING);
        bob.doubletick().chatState(alice.number(), ChatState.IDLE);

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(alice.chatStates())
                .containsExactly(ChatState.RECORDING, ChatState.IDLE));
    }
}
