package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.MailboxFixtures;
import dev.doubletick.broker.mailbox.MailboxOpenException;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.ReadBatch;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.MessageId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** A store with a broken or missing file does not open, keeps everything, and can be repaired. */
@SuppressWarnings("NullAway.Init") // The store is made before each test.
class DamagedStoreIT {

    private static final int OWNERS = 10;
    private static final int MESSAGES = 3000;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final Set<MessageId> appended = new HashSet<>();
    private final Set<MessageId> removed = new HashSet<>();
    private Path whole;
    private long epoch;

    /** A way to damage a file. */
    enum Damage {
        DELETED {
            @Override
            void to(Path file) throws IOException {
                Files.delete(file);
            }
        },
        EMPTIED {
            @Override
            void to(Path file) throws IOException {
                Files.write(file, new byte[0]);
            }
        },
        HALVED {
            @Override
            void to(Path file) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            }
        },
        SCRATCHED {
            @Override
            void to(Path file) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                Random random = new Random(bytes.length);
                int at = random.nextInt(Math.max(1, bytes.length - 16));
                for (int n = at; n < Math.min(bytes.length, at + 16); n++) {
                    bytes[n] ^= (byte) (1 + random.nextInt(255));
                }
                Files.write(file, bytes);
            }
        },
        RUBBISH {
            @Override
            void to(Path file) throws IOException {
                byte[] bytes = new byte[(int) Files.size(file)];
                new Random(1).nextBytes(bytes);
                Files.write(file, bytes);
            }
        };

        abstract void to(Path file) throws IOException;
    }

    /** Large and small mailboxes, partly read; several tables and a log. Left as a killed process leaves it. */
    @BeforeEach
    void makeStore() throws IOException {
        RocksMailboxConfig config = config(directory.resolve("live"));
        Random random = new Random(5);
        try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
            List<CompletionStage<AppendResult>> answers = new ArrayList<>();
            for (int n = 0; n < MESSAGES; n++) {
                // Half of all go to one mailbox.
                int to = n % 2 == 0 ? 0 : random.nextInt(OWNERS);
                byte[] text = new byte[100 + random.nextInt(300)];
                random.nextBytes(text);
                answers.add(mailbox.append(
                        message(phone(to), phone(50), id(1, n), Arrays.toString(text), clock.instant())));
                appended.add(id(1, n));
            }
            answers.forEach(answer -> assertThat(get(answer)).isInstanceOf(AppendResult.Stored.class));
            for (int owner = 1; owner < OWNERS; owner++) {
                Lease lease = get(mailbox.attach(phone(owner), HOLDER));
                epoch = lease.epoch();
                ReadBatch batch = get(mailbox.read(lease, Optional.empty(), 30 * owner, 1 << 20));
                get(mailbox.acknowledge(
                        lease,
                        batch.entries().stream().map(MailboxFixtures::delivered).toList()));
                batch.entries().forEach(h -> removed.add(h.entry().id()));
            }
            whole = Stores.copyOfAMoment(config.directory(), directory.resolve("whole"));
        }
        assertThat(Stores.files(whole, ".sst")).hasSizeGreaterThan(2);
        assertThat(Stores.lastLog(whole)).isNotEmptyFile();
        assertThat(ids(StoreAudit.audit(config(Stores.copy(whole, directory.resolve("checked"))))))
                .isEqualTo(held());
    }

    private static RocksMailboxConfig config(Path store) {
        return Stores.config(store).writeBufferBytes(512 << 10).build();
    }

    private Set<MessageId> held() {
        Set<MessageId> held = new HashSet<>(appended);
        held.removeAll(removed);
        return held;
    }

    /** The messages, without receipts. */
    private static Set<MessageId> ids(Map<MailboxOwner, List<Held>> entries) {
        Set<MessageId> ids = new HashSet<>();
        entries.values().forEach(all -> all.stream()
                .filter(h -> h.entry().correlated())
                .forEach(h -> ids.add(h.entry().id())));
        return ids;
    }

    @ParameterizedTest
    @EnumSource
    void everyDamagedFileIsNoticedOrHarmlessAndCanBeRepaired(Damage damage) throws IOException {
        List<Path> files;
        try (var all = Files.list(whole)) {
            files = all.filter(f -> !f.getFileName().toString().matches("LOG.*|LOCK"))
                    .sorted()
                    .toList();
        }
        int refused = 0;
        for (Path file : files) {
            String name = file.getFileName().toString();
            Path store = Stores.copy(whole, directory.resolve(damage + "-" + name));
            damage.to(store.resolve(name));
            if (opens(store)) {
                assertThat(ids(StoreAudit.audit(config(store))))
                        .as(store.toString())
                        .isEqualTo(held());
            } else {
                refused++;
                repaired(store, name);
            }
        }
        assertThat(refused).isGreaterThan(files.size() / 2);
    }

    private static boolean opens(Path store) {
        try (Store opened = Store.open(config(store))) {
            return opened.totals().held().messages() > 0;
        } catch (MailboxOpenException e) {
            assertThat(e.reason()).isEqualTo(MailboxOpenException.Reason.DAMAGED);
            assertThat(e).hasMessageContaining(config(store).repairCommand());
            assertThat(e.getMessage()).doesNotContain("\n");
            return false;
        } catch (RocksDBException e) {
            throw new AssertionError(e);
        }
    }

    private void repaired(Path store, String damagedFile) throws IOException {
        Map<String, Long> before = Stores.sizes(store);
        RepairReport report = MailboxRepair.repair(config(store), clock);

        assertThat(Stores.sizes(report.damaged())).as("kept").containsAllEntriesOf(before);
        Map<MailboxOwner, List<Held>> entries = StoreAudit.audit(config(store));
        Set<MessageId> saved = ids(entries);
        assertThat(report.saved().messages()).isEqualTo(saved.size());
        assertThat(saved).as("nothing made up").isSubsetOf(appended);
        boolean hadMessages = damagedFile.endsWith(".sst") || damagedFile.endsWith(".log");
        if (!hadMessages) {
            assertThat(saved).as(damagedFile).containsAll(held());
        }
        if (report.exact()) {
            Set<MessageId> cameBack = new HashSet<>(saved);
            cameBack.retainAll(removed);
            assertThat(cameBack).as(damagedFile + " comes back").hasSizeLessThan(hadMessages ? 2000 : 1);
        }
        try (RocksMailbox mailbox = RocksMailbox.open(config(store), clock)) {
            assertThat(get(mailbox.attach(phone(OWNERS - 1), HOLDER)).epoch()).isGreaterThan(epoch);
            assertThat(get(mailbox.append(message(phone(1), phone(2), id(2, 1), "goes on", clock.instant()))))
                    .isInstanceOf(AppendResult.Stored.class);
        }
    }

    @Test
    void scratchInOneTableCostsLittle() throws IOException {
        Path largest = null;
        for (Path table : Stores.files(whole, ".sst")) {
            if (largest == null || Files.size(table) > Files.size(largest)) {
                largest = table;
            }
        }
        assertThat(largest).isNotNull();
        byte[] bytes = Files.readAllBytes(largest);
        bytes[bytes.length / 3] ^= 1;
        Files.write(largest, bytes);
        assertThat(opens(whole)).isFalse();
        RepairReport report = MailboxRepair.repair(config(whole), clock);
        assertThat(report.exact()).isFalse();
        assertThat(report.unreadable()).isPositive();
        assertThat(report.summary()).contains("may be delivered a second time");
        Set<MessageId> lost = held();
        lost.removeAll(ids(StoreAudit.audit(config(whole))));
        assertThat(lost).hasSizeLessThan(100);
    }

    @Test
    void damagedLogCostsOnlyTheCommitThatIsDamaged() throws IOException {
        RocksMailboxConfig config = config(directory.resolve("one-by-one"));
        try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
            Lease bob = get(mailbox.attach(phone(1), HOLDER));
            for (int n = 0; n < 100; n++) {
                get(mailbox.append(message(phone(1), phone(50), id(7, n), "message " + n + ".", clock.instant())));
            }
            ReadBatch first = get(mailbox.read(bob, Optional.empty(), 10, 1 << 20));
            get(mailbox.acknowledge(
                    bob,
                    first.entries().stream().map(MailboxFixtures::delivered).toList()));
            Stores.copy(config.directory(), directory.resolve("cut-off"));
        }
        Path cutOff = directory.resolve("cut-off");
        Path log = Stores.lastLog(cutOff);
        byte[] bytes = Files.readAllBytes(log);
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("message 40.")] ^= 1;
        Files.write(log, bytes);
        assertThat(opens(cutOff)).isFalse();

        RepairReport report = MailboxRepair.repair(config(cutOff), clock);

        assertThat(report.unreadable()).isEqualTo(1);
        assertThat(report.exact()).isFalse();
        assertThat(StoreAudit.audit(config(cutOff)).get(phone(1)))
                .extracting(held -> held.entry().id())
                .isEqualTo(IntStream.range(10, 100)
                        .filter(n -> n != 40)
                        .mapToObj(n -> id(7, n))
                        .toList());
    }

    /** Each kind of record that log files have which are written over again; RocksDB 10.10 never ends with most of them. */
    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7, 8, 11, 131})
    void manifestThatRocksDbCannotReadToItsEndIsRefusedAndRepaired(int type) throws IOException {
        Path manifest = whole.resolve(Files.readString(whole.resolve("CURRENT")).strip());
        byte[] bytes = Files.readAllBytes(manifest);
        // Checksum (4), length (2, little-endian), type (1), data: the second record's type.
        int second = 7 + Byte.toUnsignedInt(bytes[4]) + (Byte.toUnsignedInt(bytes[5]) << 8);
        assertThat(bytes[second + 6]).as("a whole record").isEqualTo((byte) 1);
        bytes[second + 6] = (byte) type;
        Files.write(manifest, bytes);

        assertThat(opens(whole)).isFalse();
        repaired(whole, manifest.getFileName().toString());
    }

    @Test
    void undamagedStoreSurvivesARepairUnchanged() throws IOException {
        RepairReport report = MailboxRepair.repair(config(whole), clock);
        assertThat(report.exact()).isTrue();
        assertThat(report.unreadable()).isZero();
        assertThat(report.leases()).isEqualTo(OWNERS - 1);
        assertThat(ids(StoreAudit.audit(config(whole)))).isEqualTo(held());
    }

    @Test
    void interruptedRepairIsTakenUpAgain() throws IOException {
        Path building = whole.resolveSibling("whole.repairing");
        Files.createDirectories(building);
        Files.writeString(building.resolve("CURRENT"), "half");
        assertThat(opens(whole)).isFalse();
        MailboxRepair.repair(config(whole), clock);
        assertThat(building).doesNotExist();
        assertThat(ids(StoreAudit.audit(config(whole)))).isEqualTo(held());

        // Interrupted between the two moves: opening must not make a new, empty store.
        Files.move(whole, building);
        assertThat(opens(whole)).isFalse();
        RepairReport report = MailboxRepair.repair(config(whole), clock);
        assertThat(report.saved().messages()).isEqualTo(held().size());
        assertThat(ids(StoreAudit.audit(config(whole)))).isEqualTo(held());
    }

    @Test
    void storeInUseIsNeitherOpenedNorRepaired() throws IOException {
        try (RocksMailbox open = RocksMailbox.open(config(whole), clock)) {
            assertThat(open.health().reason()).isNotEmpty();
            assertThatExceptionOfType(MailboxOpenException.class)
                    .isThrownBy(() -> RocksMailbox.open(config(whole), clock))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(MailboxOpenException.Reason.IN_USE));
        }
        try (ChildProcess child = ChildProcess.start(OpenStore.class, whole.toString())) {
            child.awaitLine("OPEN");
            assertThatExceptionOfType(MailboxOpenException.class)
                    .isThrownBy(() -> MailboxRepair.repair(config(whole), clock))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(MailboxOpenException.Reason.IN_USE));
            assertThatExceptionOfType(MailboxOpenException.class)
                    .isThrownBy(() -> RocksMailbox.open(config(whole), clock))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(MailboxOpenException.Reason.IN_USE));
        }
    }

    /** Opens a store in a process of its own, and keeps it open until it is killed. */
    static final class OpenStore {
        private OpenStore() {}

        public static void main(String[] args) throws IOException {
            try (RocksMailbox mailbox = RocksMailbox.open(config(Path.of(args[0])), new SettableClock())) {
                System.out.println("OPEN");
                int unused = System.in.read();
                assertThat(mailbox.health().reason()).isNotEmpty();
            }
        }
    }

    @Test
    void storeOfANewerFormatIsLeftAlone() throws RocksDBException, IOException {
        RocksMailboxConfig config = config(whole);
        try (Store store = Store.open(config);
                WriteBatch batch = new WriteBatch()) {
            batch.put(store.meta, Store.FORMAT, Keys.ofLong(Store.FORMAT_VERSION + 1));
            store.write(batch);
        }
        assertThatExceptionOfType(MailboxOpenException.class)
                .isThrownBy(() -> Store.open(config))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(MailboxOpenException.Reason.NEWER_FORMAT))
                .withMessageContaining("newer");
        assertThatExceptionOfType(MailboxOpenException.class)
                .isThrownBy(() -> MailboxRepair.repair(config, clock))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(MailboxOpenException.Reason.NEWER_FORMAT));
    }
}
