package dev.doubletick.sdk.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.Envelope;
import dev.doubletick.protocol.content.Reference;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicationTest {

    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4915100000002");
    private static final MessageId ID = MessageId.of(new UUID(7, 7));

    private static Publication publication(Envelope envelope) {
        return Publication.message(Message.builder(
                        MessageKey.of(BOB, Direction.OUTGOING, ID),
                        MessageContent.of(envelope),
                        MessageStatus.QUEUED,
                        Instant.EPOCH)
                .build());
    }

    private static boolean isSilent(Body body) {
        return publication(Envelope.of(body)).isSilent();
    }

    @ParameterizedTest
    @CsvSource({"PT1S, P1D", "PT24H, P1D", "P7D, P7D", "P29D, P29D"})
    void theServerHoldsADisappearingMessageForItsTimeButAtLeastADay(Duration stays, Duration held) {
        assertThat(publication(Envelope.of(new Body.Text("hi")).withExpiresAfter(stays))
                        .expiry())
                .contains(held);
    }

    @Test
    void theServerHoldsAllOthersForAsLongAsItDoes() {
        assertThat(publication(Envelope.of(new Body.Text("hi"))).expiry()).isEmpty();
        assertThat(publication(Envelope.of(new Body.Text("hi")).withExpiresAfter(Duration.ofDays(90)))
                        .expiry())
                .isEmpty();
        assertThat(publication(Envelope.of(new Body.Delete(ID))).expiry()).isEmpty();
        assertThat(Publication.receipts(Topic.of(Topic.Kind.SEEN, BOB), List.of(ID))
                        .expiry())
                .isEmpty();
    }

    @Test
    void onlyWhatIsNewsWakesAPhone() {
        assertThat(isSilent(new Body.Text("hi"))).isFalse();
        assertThat(isSilent(new Body.Timer(Duration.ZERO, 1))).isFalse();
        assertThat(isSilent(new Body.Reaction(Reference.of(ID, true), "👍"))).isFalse();
        assertThat(isSilent(new Body.Reaction(Reference.of(ID, true), ""))).isTrue();
        assertThat(isSilent(new Body.Edit(ID, "ho"))).isTrue();
        assertThat(isSilent(new Body.Delete(ID))).isTrue();
        assertThat(Publication.receipts(Topic.of(Topic.Kind.SEEN, BOB), List.of(ID))
                        .isSilent())
                .isFalse();
    }
}
