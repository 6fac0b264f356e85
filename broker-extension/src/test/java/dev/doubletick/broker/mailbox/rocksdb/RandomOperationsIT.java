package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static dev.doubletick.broker.mailbox.MailboxFixtures.readAll;
import static dev.doubletick.broker.mailbox.MailboxFixtures.receiptIds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.MessageId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random appends, repeats, acknowledgements, deletions and restarts, many in one commit, checked against a model that a child
 * could understand; and in the end the store against itself.
 */
class RandomOperationsIT {

    private static final MailboxLimits LIMITS = new MailboxLimits(100, 1 << 20);
    private static final int OWNERS = 5;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final List<Box> boxes = new ArrayList<>();

    /** A mailbox of the model. */
    private static final class Box {
        final MailboxOwner owner;
        /** Ids held, oldest first, with the entry once its position is known. */
        final Map<MessageId, Optional<Held>> held = new LinkedHashMap<>();

        final List<MessageId> receipts = new ArrayList<>();
        Optional<Lease> lease = Optional.empty();

        Box(MailboxOwner owner) {
            this.owner = owner;
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("doubletick.seeds", 3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void storeDoesWhatTheModelDoes(long seed) {
        Random random = new Random(seed);
        RocksMailboxConfig config = Stores.config(directory).limits(LIMITS).build();
        for (int n = 0; n < OWNERS; n++) {
            boxes.add(new Box(phone(n)));
        }
        for (int restart = 0; restart < 6; restart++) {
            try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
                boxes.forEach(box -> attach(mailbox, box));
                for (int round = 0; round < 40; round++) {
                    oneCommitOrSo(mailbox, random);
                }
                boxes.forEach(box -> compare(mailbox, box));
            }
            StoreAudit.audit(config);
        }
    }

    private static void attach(RocksMailbox mailbox, Box box) {
        box.lease = Optional.of(get(mailbox.attach(box.owner, HOLDER)));
    }

    /** Submits a number of operations without waiting in between, and predicts each answer. */
    private void oneCommitOrSo(RocksMailbox mailbox, Random random) {
        List<Runnable> checks = new ArrayList<>();
        int operations = 1 + random.nextInt(60);
        for (int n = 0; n < operations; n++) {
            Box box = boxes.get(random.nextInt(OWNERS));
            int what = random.nextInt(1000);
            if (what < 600) {
                checks.add(append(mailbox, random, box));
            } else if (what < 995) {
                checks.add(acknowledge(mailbox, random, box));
            } else {
                var deleted = mailbox.delete(box.owner);
                attach(mailbox, box);
                get(deleted);
                box.held.clear();
                box.receipts.clear();
            }
        }
        checks.forEach(Runnable::run);
    }

    private Runnable append(RocksMailbox mailbox, Random random, Box box) {
        int from = random.nextInt(OWNERS);
        // Few ids, so that many are repeated: some while the entry is held, some after.
        MessageId id = id(from, random.nextInt(300));
        Entry entry = message(box.owner, phone(from), id, "x".repeat(random.nextInt(200)), clock.instant());
        CompletionStage<AppendResult> answer = mailbox.append(entry);
        if (box.held.containsKey(id)) {
            return () -> assertThat(get(answer)).isInstanceOf(AppendResult.Duplicate.class);
        }
        if (box.held.size() == LIMITS.messages()) {
            return () -> assertThat(get(answer)).isInstanceOf(AppendResult.Full.class);
        }
        box.held.put(id, Optional.empty());
        return () -> {
            AppendResult.Stored stored = (AppendResult.Stored) get(answer);
            box.held.computeIfPresent(id, (same, before) -> Optional.of(new Held(stored.position(), entry)));
        };
    }

    private Runnable acknowledge(RocksMailbox mailbox, Random random, Box box) {
        List<Held> known = box.held.values().stream().flatMap(Optional::stream).toList();
        int most = random.nextInt(40) == 0 ? known.size() : random.nextInt(4);
        List<Delivered> delivered = known.stream()
                .filter(h -> random.nextInt(3) > 0)
                .limit(most)
                .map(h -> new Delivered(h.position(), h.entry().id(), h.entry().sender()))
                .toList();
        for (Delivered one : delivered) {
            box.held.remove(one.id());
            boxes.stream()
                    .filter(b -> one.receiptTo().equals(Optional.of(b.owner)))
                    .forEach(b -> b.receipts.add(one.id()));
        }
        Lease lease = box.lease.orElseThrow();
        CompletionStage<Acknowledged> answer = mailbox.acknowledge(lease, delivered);
        CompletionStage<Acknowledged> repeat = mailbox.acknowledge(lease, delivered);
        return () -> {
            assertThat(get(answer).removed()).isEqualTo(delivered.size());
            assertThat(get(repeat)).isEqualTo(new Acknowledged(0, List.of()));
        };
    }

    private static void compare(RocksMailbox mailbox, Box box) {
        List<Held> all = readAll(mailbox, box.lease.orElseThrow());
        assertThat(all.stream()
                        .filter(h -> h.entry().kind() == EntryKind.MESSAGE)
                        .map(h -> h.entry().id()))
                .containsExactlyElementsOf(box.held.keySet());
        assertThat(receiptIds(all)).containsExactlyInAnyOrderElementsOf(box.receipts);
        assertThat(get(mailbox.depth(box.owner)).messages()).isEqualTo(box.held.size());
    }
}
