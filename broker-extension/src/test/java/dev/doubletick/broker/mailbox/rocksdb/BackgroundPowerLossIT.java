package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.MailboxOpenException;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.MessageId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Power loss while RocksDB moves data about: at any write, sync, creation or deletion of a file during flushes, compactions
 * and the opening of a store. Whatever of the files that were not synced is there, and whichever of the names: the store opens,
 * and holds all that was answered, and of the commit under way all or nothing.
 */
class BackgroundPowerLossIT {

    private static final LeaseHolder HOLDER = new LeaseHolder("broker", "connection");
    private static final int PHONES = 6;
    private static final int PICTURES = 15;
    private static final int PRINTS = 2;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("doubletick.seeds", 3));
    }

    /** What is in the store: messages and receipts, by the messages' ids. */
    private record Content(Set<MessageId> messages, Set<MessageId> receipts) {}

    /** What was answered, and what will be if the commit under way succeeds. */
    private record State(Content answered, Content underWay) {}

    /** Writes to a store as the mailbox's writer does, one commit at a time. */
    private final class Traffic {

        private final Store store;
        private final Random random;
        private final OwnerStates owners = new OwnerStates();
        private final List<Held> held = new ArrayList<>();
        private Totals totals;
        private Content content = new Content(Set.of(), Set.of());
        private volatile State state = new State(content, content);
        private long next;

        Traffic(Store store, Random random) throws RocksDBException {
            this.store = store;
            this.random = random;
            this.totals = store.totals();
        }

        synchronized void commit() {
            Set<MessageId> messages = new HashSet<>(content.messages());
            Set<MessageId> receipts = new HashSet<>(content.receipts());
            try (WriteBatch batch = new WriteBatch()) {
                GroupCommit commit = new GroupCommit(
                        batch, store, owners, totals, new MailboxLimits(10_000, 1 << 30), clock.instant(), false);
                List<Held> added = new ArrayList<>();
                for (int n = random.nextInt(30); n >= 0; n--) {
                    added.add(append(commit));
                }
                added.forEach(h -> messages.add(h.entry().id()));
                for (Held gone : acknowledged(commit)) {
                    messages.remove(gone.entry().id());
                    receipts.add(gone.entry().id());
                }
                Content after = new Content(Set.copyOf(messages), Set.copyOf(receipts));
                state = new State(content, after);
                totals = commit.write();
                commit.committed();
                held.addAll(added);
                content = after;
                state = new State(content, content);
            } catch (RocksDBException | IOException e) {
                throw new AssertionError(e);
            }
        }

        private Held append(GroupCommit commit) throws RocksDBException {
            byte[] text = new byte[random.nextInt(400)];
            random.nextBytes(text);
            Entry entry = message(
                    phone(random.nextInt(PHONES)),
                    phone(50),
                    id(1, next++),
                    new String(text, StandardCharsets.ISO_8859_1),
                    clock.instant());
            AppendSubmission append = new AppendSubmission(entry, owner -> {});
            append.stage(commit);
            return new Held(((AppendResult.Stored) append.result()).position(), entry);
        }

        /** Some of what one phone holds. */
        private List<Held> acknowledged(GroupCommit commit) throws RocksDBException {
            MailboxOwner reader = phone(random.nextInt(PHONES));
            List<Held> some = held.stream()
                    .filter(h -> h.entry().owner().equals(reader) && random.nextInt(3) > 0)
                    .toList();
            AttachSubmission attach = new AttachSubmission(reader, HOLDER);
            attach.stage(commit);
            new AcknowledgeSubmission(
                            (LocalLease) attach.result(),
                            some.stream()
                                    .map(h -> new Delivered(
                                            h.position(), h.entry().id(), Optional.of(phone(50))))
                                    .toList())
                    .stage(commit);
            held.removeAll(some);
            return some;
        }
    }

    private RocksMailboxConfig config(Path folder) {
        return Stores.config(folder).writeBufferBytes(16 << 20).build();
    }

    private static Store open(RocksMailboxConfig config, PowerLossCamera<?> camera)
            throws RocksDBException, IOException {
        StoreOptions options = StoreOptions.strict(config, false);
        options.database().setListeners(List.of(camera));
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB db = RocksDB.open(options.database(), config.directory().toString(), options.families(), handles);
        return new Store(options, db, handles, SyncedMark.open(config.directory()));
    }

    /** Flushes and compactions, with commits before and during each. Answers the pictures. */
    private List<PowerLossPicture<State>> photographed(RocksMailboxConfig config, Random random)
            throws RocksDBException, IOException {
        Store.open(config).close();
        Traffic[] traffic = new Traffic[1];
        try (PowerLossCamera<State> camera = new PowerLossCamera<>(
                        config.directory(),
                        () -> traffic[0].state,
                        moment -> traffic[0] != null && random.nextInt(moment.endsWith(".log") ? 40 : 4) == 0,
                        () -> {
                            if (traffic[0] != null) {
                                traffic[0].commit();
                            }
                        });
                Store store = open(config, camera)) {
            traffic[0] = new Traffic(store, random);
            for (int round = 0; round < 3; round++) {
                for (int n = random.nextInt(6); n >= 0; n--) {
                    traffic[0].commit();
                }
                store.flush();
            }
            traffic[0].commit();
            store.compact();
            traffic[0].commit();
            return camera.pictures();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void duringFlushesAndCompactions(long seed) throws RocksDBException, IOException {
        Random random = new Random(seed);
        List<PowerLossPicture<State>> pictures = photographed(config(directory.resolve("live")), random);
        assertThat(pictures).extracting(PowerLossPicture::when).anyMatch(when -> when.contains("sst"));
        assertThat(pictures).extracting(PowerLossPicture::when).anyMatch(when -> when.contains("MANIFEST"));
        check(pictures, random);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void duringTheOpening(long seed) throws RocksDBException, IOException {
        Random random = new Random(seed);
        List<PowerLossPicture<State>> before = photographed(config(directory.resolve("live")), random);
        PowerLossPicture<State> crash = before.get(before.size() - 1);
        Path found = crash.develop(directory.resolve("found"), random);
        Content content = content(config(Stores.copy(found, directory.resolve("looked-at"))));
        List<PowerLossPicture<State>> pictures;
        try (PowerLossCamera<State> camera =
                        new PowerLossCamera<>(found, () -> new State(content, content), moment -> true, () -> {});
                Store store = open(config(found), camera)) {
            assertThat(store.totals().held().messages())
                    .isEqualTo(content.messages().size());
            pictures = camera.pictures();
        }
        assertThat(pictures).extracting(PowerLossPicture::when).anyMatch(when -> when.contains("MANIFEST"));
        check(pictures, random);
    }

    private void check(List<PowerLossPicture<State>> pictures, Random random) throws IOException {
        int number = 0;
        List<PowerLossPicture<State>> some = new ArrayList<>(pictures);
        Collections.shuffle(some, random);
        for (PowerLossPicture<State> picture : some.subList(0, Math.min(some.size(), PICTURES))) {
            for (int print = 0; print < PRINTS; print++) {
                Path found = picture.develop(directory.resolve("power-loss-" + number++), random);
                assertThat(content(config(found)))
                        .as("%s: %s", found.getFileName(), picture.when())
                        .isIn(picture.state().answered(), picture.state().underWay());
            }
        }
    }

    /** No journalling file system leaves it like that; but what RocksDB refuses must be there after a repair. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aManifestWithAHoleIsReadOrRepaired(long seed) throws RocksDBException, IOException {
        Random random = new Random(seed);
        List<PowerLossPicture<State>> pictures = photographed(config(directory.resolve("live")), random).stream()
                .filter(PowerLossPicture::manifestUnderWay)
                .toList();
        assertThat(pictures).isNotEmpty();
        for (PowerLossPicture<State> picture : pictures.subList(0, Math.min(pictures.size(), 5))) {
            Path found =
                    picture.developWithHoleInManifest(directory.resolve("hole-" + pictures.indexOf(picture)), random);
            RocksMailboxConfig config = config(found);
            try (Store store = Store.open(config)) {
                assertThat(store.totals().held()).isNotNull();
            } catch (MailboxOpenException e) {
                assertThat(e.reason()).isEqualTo(MailboxOpenException.Reason.DAMAGED);
                MailboxRepair.repair(config, clock);
            }
            Content saved = content(config);
            Set<MessageId> certain = new HashSet<>(picture.state().answered().messages());
            certain.retainAll(picture.state().underWay().messages());
            assertThat(saved.messages()).as(picture.when()).containsAll(certain);
            assertThat(saved.receipts())
                    .as(picture.when())
                    .containsAll(picture.state().answered().receipts());
        }
    }

    private static Content content(RocksMailboxConfig config) {
        Set<MessageId> messages = new HashSet<>();
        Set<MessageId> receipts = new HashSet<>();
        Map<MailboxOwner, List<Held>> all = StoreAudit.audit(config);
        all.values()
                .forEach(entries -> entries.forEach(h -> {
                    if (h.entry().kind() == EntryKind.DELIVERED) {
                        receipts.addAll(MessageId.listOfBytes(h.entry().payload()));
                    } else {
                        messages.add(h.entry().id());
                    }
                }));
        return new Content(messages, receipts);
    }
}
