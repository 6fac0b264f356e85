package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.testing.FakeService;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Blocking, as the service and as this phone see it. */
class BlockingIT extends FakeServiceTestBase {

    @Test
    void blocksAndUnblocks() throws Exception {
        service.block(CAROL);
        get(phone.contacts().block(BOB));

        assertThat(service.blocked()).containsExactly(CAROL.e164(), BOB.e164());
        assertThat(get(phone.contacts().blocked())).containsExactly(BOB, CAROL);
        phone.close();
        phone = build();
        assertThat(get(phone.contacts().blocked())).containsExactly(BOB, CAROL);
        failure(BlockedException.class, phone.send(BOB, "hello"));
        failure(BlockedException.class, phone.setDisappearingTimer(CAROL, Duration.ofHours(1)));
        assertThat(get(phone.conversations())).isEmpty();
        assertThat(service.asked("GET /v1/blocks")).as("it is known by then").hasSize(1);

        get(phone.contacts().unblock(BOB));

        assertThat(service.blocked()).containsExactly(CAROL.e164());
        assertThat(get(phone.send(BOB, "hello")).status()).isEqualTo(MessageStatus.QUEUED);
    }

    @Test
    void theConversationWithABlockedNumberStays() throws Exception {
        Message before = get(phone.send(BOB, "hello"));
        get(phone.contacts().block(BOB));

        assertThat(get(phone.conversations())).hasSize(1);
        assertThat(get(phone.history(BOB, 10))).containsExactly(before);
        failure(BlockedException.class, phone.on(before).react("\ud83d\udc4d"));
        failure(BlockedException.class, phone.on(before).reply("hello?"));
    }

    @Test
    void whatTheServerDidNotBlockIsNotBlocked() throws Exception {
        service.refuse(what ->
                what.startsWith("PUT") ? Optional.of(FakeService.problem(409, "list-full", "")) : Optional.empty());

        ProblemException full = failure(ProblemException.class, phone.contacts().block(BOB));

        assertThat(full.status()).isEqualTo(409);
        assertThat(get(phone.contacts().blocked())).isEmpty();
        get(phone.send(BOB, "hello"));
    }
}
