package dev.doubletick.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.RecordingLink;
import dev.doubletick.sdk.internal.timeline.Arrivals;
import dev.doubletick.sdk.internal.timeline.Changes;
import dev.doubletick.sdk.internal.timeline.SeenReceipts;
import dev.doubletick.sdk.internal.timeline.Timers;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a broker may deliver: it is stored or ignored, it is acknowledged in any case, and nothing is thrown. */
class HostileBytesTest {

    private static final int PACKETS = 1_500;
    private static final PhoneNumber ME = PhoneNumber.ofDigits("4915100000001");
    private static final PhoneNumber MALLORY = PhoneNumber.ofDigits("4915100000666");
    private static final String[] TOPICS = {
        "m/4915100000001/4915100000666",
        "s/4915100000001/4915100000666",
        "s/4915100000001/4915100000001",
        "c/4915100000001/4915100000666",
        "d/4915100000001",
        "p/4915100000666",
        "a/4915100000001",
    };

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isBorne(long seed) {
        Random random = new Random(seed);
        RecordingLink link = new RecordingLink(ME);
        List<Message> arrived = new ArrayList<>();
        List<MessageContent> expected = new ArrayList<>();
        try (MessageStore store = new SqliteMessageStore(folder.resolve("messages.db"))) {
            store.open();
            Clock clock = Clock.systemUTC();
            Inbox inbox = new Inbox(
                    store,
                    new MessageIdGenerator(clock, new SecureRandom()),
                    clock,
                    new Arrivals(store, new Changes(store, clock), new Timers(store), arrived::add, message -> {}),
                    new SeenReceipts(store, clock),
                    message -> {},
                    phone -> false);
            List<Runnable> afterCommit = new ArrayList<>();
            store.inTransaction(() -> {
                for (int packet = 1; packet <= PACKETS; packet++) {
                    String topic = topic(random);
                    MessageContent content = MessageContent.of(contentType(random), bytes(random, 300));
                    // Of a length that no id has, for the most part: an id that comes twice would be a repetition.
                    Optional<byte[]> correlation =
                            random.nextBoolean() ? Optional.empty() : Optional.of(bytes(random, 40));
                    inbox.receive(link, new Inbound(topic, correlation, content, packet), afterCommit);
                    if (topic.equals(TOPICS[0])) {
                        expected.add(content);
                    }
                }
                return null;
            });
            afterCommit.forEach(Runnable::run);

            assertThat(link.acknowledged).hasSize(PACKETS);
            assertThat(expected).hasSizeGreaterThan(PACKETS / 50);
            assertThat(store.history(MALLORY, Long.MAX_VALUE, PACKETS))
                    .extracting(Message::content)
                    .containsExactlyElementsOf(expected);
            assertThat(arrived).allSatisfy(message -> assertThat(message.text()).isNotNull());
        }
    }

    private static String topic(Random random) {
        String topic = TOPICS[random.nextInt(TOPICS.length)];
        return switch (random.nextInt(3)) {
            case 0 -> topic;
            case 1 -> topic.substring(0, random.nextInt(topic.length()));
            default -> {
                StringBuilder changed = new StringBuilder(topic);
                changed.setCharAt(random.nextInt(topic.length()), (char) random.nextInt(0x10000));
                yield changed.toString().equals(TOPICS[0]) ? "" : changed.toString();
            }
        };
    }

    private static Optional<String> contentType(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new String(bytes(random, 20), StandardCharsets.UTF_8));
            default -> Optional.of("dt1");
        };
    }

    private static byte[] bytes(Random random, int limit) {
        byte[] bytes = new byte[random.nextInt(limit)];
        random.nextBytes(bytes);
        return bytes;
    }
}
