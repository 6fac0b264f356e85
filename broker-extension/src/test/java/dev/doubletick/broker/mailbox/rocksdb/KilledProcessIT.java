package dev.doubletick.broker.mailbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.MessageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code kill -9} in the middle of traffic, several times in a row on the same store. After each, everything that was answered
 * is as it was answered: messages held or removed, and for each removed one exactly one receipt.
 */
class KilledProcessIT {

    private static final int KILLS = 3;

    @TempDir
    Path directory;

    private final Set<MessageId> stored = new HashSet<>();
    private final Set<MessageId> acknowledging = new HashSet<>();
    private final Set<MessageId> acknowledged = new HashSet<>();

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("doubletick.seeds", 3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everythingAnsweredIsAsItWasAnswered(long seed) throws IOException {
        Random random = new Random(seed);
        RocksMailboxConfig config = MailboxTraffic.config(directory.resolve("store"));
        for (int kill = 0; kill < KILLS; kill++) {
            Path journal = directory.resolve("journal-" + kill);
            long until = 20_000L + random.nextInt(400_000);
            try (ChildProcess child = ChildProcess.start(
                    MailboxTraffic.class,
                    config.directory().toString(),
                    journal.toString(),
                    String.valueOf(seed * KILLS + kill))) {
                await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> Files.exists(journal) && Files.size(journal) > until);
                child.kill();
            }
            read(journal);
            check(StoreAudit.audit(config));
        }
    }

    /** What the child knew to be answered, and what it had submitted, when it died. */
    private void read(Path journal) throws IOException {
        String text = Files.readString(journal);
        // The last line may be torn, but then nobody outside had the answer either.
        for (String line : text.substring(0, text.lastIndexOf('\n')).lines().toList()) {
            MessageId id = MessageId.parse(line.substring(2));
            switch (line.charAt(0)) {
                case 'S' -> stored.add(id);
                case 'a' -> acknowledging.add(id);
                case 'A' -> acknowledged.add(id);
                default -> throw new AssertionError(line);
            }
        }
    }

    private void check(Map<MailboxOwner, List<Held>> entries) {
        List<MessageId> messages = new ArrayList<>();
        List<MessageId> receipts = new ArrayList<>();
        entries.values()
                .forEach(all -> all.forEach(held -> {
                    if (held.entry().kind() == EntryKind.DELIVERED) {
                        receipts.addAll(MessageId.listOfBytes(held.entry().payload()));
                    } else {
                        messages.add(held.entry().id());
                    }
                }));
        Set<MessageId> here = new HashSet<>(messages);
        Set<MessageId> receipted = new HashSet<>(receipts);
        assertThat(here).as("no message twice").hasSameSizeAs(messages);
        assertThat(receipted).as("no receipt twice").hasSameSizeAs(receipts);
        assertThat(stored).isNotEmpty();
        assertThat(acknowledged).isNotEmpty();
        for (MessageId id : stored) {
            // Removed and receipted, or neither: also for acknowledgements that nobody heard the answer of.
            assertThat(here.contains(id)).isNotEqualTo(receipted.contains(id));
            if (!acknowledging.contains(id)) {
                assertThat(here).contains(id);
            }
            if (acknowledged.contains(id)) {
                assertThat(receipted).contains(id);
            }
        }
    }
}
