package dev.doubletick.sample.phones.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.PresenceWatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChatTest {

    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");

    private final Chat chat = new Chat(BOB, new PresenceWatch() {
        @Override
        public PhoneNumber who() {
            return BOB;
        }

        @Override
        public Optional<Presence> presence() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    });

    /** What the database gives for the chat's present limit, with messages from a first to a last one. */
    private List<Message> read(long first, long last) {
        return LongStream.rangeClosed(Math.max(first, last - chat.limit + 1), last)
                .mapToObj(ChatTest::message)
                .toList();
    }

    private static Message message(long position) {
        MessageId id = MessageId.ofBytes(
                ByteBuffer.allocate(16).putLong(position).putLong(1).array());
        return Message.builder(
                        MessageKey.of(BOB, Direction.INCOMING, id),
                        MessageContent.of(Optional.empty(), ("number " + position).getBytes(StandardCharsets.UTF_8)),
                        MessageStatus.DELIVERED,
                        Instant.EPOCH.plusSeconds(position))
                .position(position)
                .build();
    }

    private List<Long> positions() {
        return chat.messages().stream().map(Message::position).toList();
    }

    @Test
    void whatIsOnTheScreenStaysThereWhenMoreComes() {
        assertThat(chat.show(read(1, 100))).isFalse();
        assertThat(positions()).startsWith(61L).endsWith(100L);

        assertThat(chat.show(read(1, 103))).as("to be read again").isTrue();
        assertThat(chat.show(read(1, 103))).isFalse();

        assertThat(positions()).startsWith(61L).endsWith(103L);
        assertThat(chat.hasEarlier()).isTrue();
    }

    @Test
    void whatWasRemovedDoesNotHoldUpTheRest() {
        assertThat(chat.show(read(1, 20))).isFalse();

        assertThat(chat.show(read(5, 21))).isFalse();

        assertThat(positions()).startsWith(5L).endsWith(21L);
        assertThat(chat.hasEarlier()).isFalse();
    }
}
