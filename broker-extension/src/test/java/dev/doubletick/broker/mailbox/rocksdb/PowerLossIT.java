package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.MailboxOpenException;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.MessageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a power loss leaves behind: everything that was synced, and of the one write under way nothing, a part, its pages in
 * any order, or rubbish. The store opens, and holds all that was answered. If something that was synced is gone as well, it
 * does not open.
 */
@SuppressWarnings("NullAway.Init") // Each test begins with prepare().
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD) // RocksDB cannot be interrupted.
class PowerLossIT {

    private static final int PAGE = 4096;
    private static final int LOG_BLOCK = 32 * 1024;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final Set<MessageId> answered = new HashSet<>();
    private RocksMailboxConfig live;
    private Path synced;
    private long syncedLength;
    private byte[] log;

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("doubletick.seeds", 3));
    }

    /** Fills a store; takes a copy of all that is synced, and of the log with one more write that is not. */
    private void prepare(Random random) throws IOException {
        // Large enough that nothing is flushed: only the log is being written when the copies are made.
        live = Stores.config(directory.resolve("live"))
                .writeBufferBytes(8 << 20)
                .build();
        try (RocksMailbox mailbox = RocksMailbox.open(live, clock)) {
            int waves = 5 + random.nextInt(20);
            for (int wave = 0; wave < waves; wave++) {
                wave(mailbox, random, wave);
            }
            // All is answered and nobody writes: what is in the files now was synced.
            synced = Stores.copy(live.directory(), directory.resolve("synced"));
            syncedLength = Files.size(Stores.lastLog(synced));
            // One batch of several blocks: the write under way when the power fails.
            get(mailbox.append(message(phone(1), phone(2), id(99, 0), text(random, 60_000), clock.instant())));
            log = Files.readAllBytes(Stores.lastLog(live.directory()));
            assertThat(log.length).isGreaterThan((int) syncedLength + 60_000);
        }
    }

    private void wave(RocksMailbox mailbox, Random random, int wave) {
        List<CompletionStage<AppendResult>> answers = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            MessageId id = id(wave, n);
            answers.add(mailbox.append(
                    message(phone(n % 7), phone(8), id, text(random, random.nextInt(500)), clock.instant())));
            answered.add(id);
        }
        answers.forEach(answer -> assertThat(get(answer)).isInstanceOf(AppendResult.Stored.class));
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        random.ints(length, 'a', 'z').forEach(c -> text.append((char) c));
        return text.toString();
    }

    private byte[] cut(long length) {
        return Arrays.copyOf(log, (int) length);
    }

    /** The unsynced part with some of its pages never written. */
    private byte[] withoutPages(Random random) {
        byte[] bytes = log.clone();
        for (int page = (int) syncedLength; page < bytes.length; page = (page / PAGE + 1) * PAGE) {
            if (random.nextBoolean()) {
                Arrays.fill(bytes, page, Math.min(bytes.length, (page / PAGE + 1) * PAGE), (byte) 0);
            }
        }
        return bytes;
    }

    private byte[] withRubbish(Random random) {
        byte[] bytes = log.clone();
        byte[] rubbish = new byte[bytes.length - (int) syncedLength];
        random.nextBytes(rubbish);
        System.arraycopy(rubbish, 0, bytes, (int) syncedLength, rubbish.length);
        return bytes;
    }

    /** The unsynced part as records of a kind that other stores write: RocksDB 10.10 does not come to an end with them. */
    private byte[] withForeignRecords() {
        byte[] bytes = cut(syncedLength + 3 * LOG_BLOCK);
        for (int at = (int) syncedLength / LOG_BLOCK * LOG_BLOCK + LOG_BLOCK; at < bytes.length; at += LOG_BLOCK) {
            // Checksum (4), length (2), type (1): the middle of a batch in a log file that is written over again.
            bytes[at + 4] = 100;
            bytes[at + 6] = 7;
        }
        return bytes;
    }

    private RocksMailboxConfig storeWithLog(String name, byte[] bytes) throws IOException {
        Path store = Stores.copy(synced, directory.resolve(name));
        Files.write(Stores.lastLog(store), bytes);
        return Stores.config(store).build();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everythingAnsweredIsThere(long seed) throws IOException {
        Random random = new Random(seed);
        prepare(random);
        byte[] longer = Arrays.copyOf(cut(syncedLength), (int) syncedLength + 100_000);
        int somewhere = (int) syncedLength + random.nextInt(log.length - (int) syncedLength);
        check(storeWithLog("nothing", cut(syncedLength)));
        check(storeWithLog("everything", log));
        check(storeWithLog("part", cut(somewhere)));
        check(storeWithLog("zeroes", longer));
        check(storeWithLog("part-and-zeroes", Arrays.copyOf(cut(somewhere), log.length + PAGE)));
        check(storeWithLog("rubbish", withRubbish(random)));
        check(storeWithLog("foreign", withForeignRecords()));
        for (int n = 0; n < 5; n++) {
            check(storeWithLog("pages-" + n, withoutPages(random)));
        }
    }

    private void check(RocksMailboxConfig config) throws IOException {
        assertThat(ids(StoreAudit.audit(config)))
                .as(config.directory().getFileName().toString())
                .containsAll(answered);
        // It goes on from there, and what comes next survives the same again, beside what is left of the first time.
        try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
            assertThat(get(mailbox.append(message(phone(1), phone(2), id(100, 1), "x", clock.instant()))))
                    .isInstanceOf(AppendResult.Stored.class);
            Path again = Stores.copy(
                    config.directory(),
                    config.directory().resolveSibling(config.directory().getFileName() + "-again"));
            assertThat(ids(StoreAudit.audit(Stores.config(again).build())))
                    .containsAll(answered)
                    .contains(id(100, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void lossOfSomethingAnsweredIsNoticed(long seed) throws IOException {
        Random random = new Random(seed);
        prepare(random);
        for (int n = 0; n < 10; n++) {
            int at = random.nextInt((int) syncedLength - 100);
            byte[] flipped = cut(syncedLength);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            refused(storeWithLog("flipped-" + n, flipped));
            byte[] zeroed = cut(syncedLength);
            Arrays.fill(zeroed, at, Math.min(zeroed.length, at + PAGE), (byte) 0);
            refused(storeWithLog("zeroed-" + n, zeroed));
            refused(storeWithLog("cut-" + n, cut(syncedLength - 1 - random.nextInt(10_000))));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void lossInTheMiddleIsNoticedEvenIfNobodyRemembersHowFarItWent(long seed) throws IOException {
        Random random = new Random(seed);
        prepare(random);
        for (int n = 0; n < 5; n++) {
            byte[] flipped = log.clone();
            flipped[random.nextInt((int) syncedLength)] ^= (byte) (1 << random.nextInt(8));
            RocksMailboxConfig config = storeWithLog("forgotten-" + n, flipped);
            try (SyncedMark mark = SyncedMark.open(config.directory())) {
                mark.write(1);
                mark.write(1);
            }
            refused(config);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void repairSavesWhatLiesAroundADamagedPlaceThatRocksDbCannotRead(long seed) throws IOException {
        Random random = new Random(seed);
        prepare(random);
        byte[] bytes = withForeignRecords();
        bytes[random.nextInt((int) syncedLength)] ^= (byte) (1 << random.nextInt(8));
        RocksMailboxConfig config = storeWithLog("foreign", bytes);
        refused(config);

        MailboxRepair.repair(config, clock);

        Set<MessageId> saved = ids(StoreAudit.audit(config));
        assertThat(answered).containsAll(saved);
        // What one batch carried may be lost.
        assertThat(saved).hasSizeGreaterThanOrEqualTo(answered.size() - 100);
    }

    private static void refused(RocksMailboxConfig config) throws IOException {
        Map<String, Long> before = Stores.sizes(config.directory());
        assertThatExceptionOfType(MailboxOpenException.class)
                .as(config.directory().getFileName().toString())
                .isThrownBy(() -> Store.open(config).close())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(MailboxOpenException.Reason.DAMAGED))
                .withMessageContaining(config.repairCommand());
        assertThat(Stores.sizes(config.directory())).containsAllEntriesOf(before);
    }

    private static Set<MessageId> ids(Map<MailboxOwner, List<Held>> entries) {
        Set<MessageId> ids = new HashSet<>();
        entries.values().forEach(held -> held.forEach(h -> ids.add(h.entry().id())));
        return ids;
    }
}
