package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.delivered;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static dev.doubletick.broker.mailbox.MailboxFixtures.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.fixture.SmallDisk;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.MailboxException;
import dev.doubletick.broker.mailbox.MailboxHealth;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.broker.mailbox.UnknownOutcomeException;
import dev.doubletick.broker.mailbox.WakeListener;
import dev.doubletick.protocol.MessageId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A disk that is really full: a small file system in memory. Needs the right to mount one, and is skipped without. */
class DiskFullIT {

    private static final int MIB = 1 << 20;
    private static final String TEXT = incompressible(4000);

    @RegisterExtension
    final SmallDisk disk = new SmallDisk(40);

    private final SettableClock clock = new SettableClock();
    private final Set<MessageId> stored = new LinkedHashSet<>();
    private int next;

    private static String incompressible(int length) {
        StringBuilder text = new StringBuilder(length);
        new Random(1).ints(length, ' ', '~').forEach(c -> text.append((char) c));
        return text.toString();
    }

    private RocksMailboxConfig config(long reserve) {
        return Stores.config(disk.resolve("mailbox"))
                .diskReserveBytes(reserve)
                .limits(new MailboxLimits(100_000, 1L << 30))
                .build();
    }

    /** Appends a message to the next of some phones, and notes it if it was stored. */
    private AppendResult append(RocksMailbox mailbox) {
        MessageId id = id(1, next++);
        AppendResult result = get(mailbox.append(message(phone(next % 5), phone(50), id, TEXT, clock.instant())));
        assertThat(result).isInstanceOf(AppendResult.Stored.class);
        stored.add(id);
        return result;
    }

    private MailboxException appendUntilRefused(RocksMailbox mailbox) {
        while (true) {
            try {
                append(mailbox);
            } catch (MailboxUnavailableException | UnknownOutcomeException e) {
                return e;
            }
        }
    }

    private boolean appends(RocksMailbox mailbox) {
        try {
            append(mailbox);
            return true;
        } catch (MailboxUnavailableException | UnknownOutcomeException e) {
            return false;
        }
    }

    private void eatSpace(long leave) throws IOException {
        try (OutputStream out = Files.newOutputStream(disk.resolve("eaten"))) {
            byte[] block = new byte[64 << 10];
            while (Files.getFileStore(disk.path()).getUsableSpace() - block.length >= leave) {
                out.write(block);
            }
        }
    }

    private Set<MessageId> held(RocksMailbox mailbox) {
        Set<MessageId> held = new HashSet<>();
        for (int n = 0; n < 5; n++) {
            for (Held one : readAll(mailbox, get(mailbox.attach(phone(n), HOLDER)))) {
                held.add(one.entry().id());
            }
        }
        return held;
    }

    @Test
    void appendsAreRefusedBeforeTheDiskIsFullAndRemovingMakesRoomAgain() {
        try (RocksMailbox mailbox = RocksMailbox.open(config(12 * MIB), clock)) {
            MailboxException refusal = appendUntilRefused(mailbox);
            assertThat(refusal).isInstanceOf(MailboxUnavailableException.class).hasMessageContaining("nearly full");
            assertThat(mailbox.health().state()).isEqualTo(MailboxHealth.State.DISK_RESERVE);
            assertThat(stored).hasSizeGreaterThan(1000);
            // Reading and removing go on, receipts included.
            for (int n = 0; n < 5; n++) {
                Lease lease = get(mailbox.attach(phone(n), HOLDER));
                List<Held> all = readAll(mailbox, lease);
                assertThat(get(mailbox.acknowledge(
                                        lease,
                                        all.stream()
                                                .map(held -> delivered(held))
                                                .toList()))
                                .removed())
                        .isEqualTo(all.size());
            }
            // And nobody has to do anything for the space to come back.
            await().atMost(Duration.ofSeconds(60)).until(() -> appends(mailbox));
            assertThat(mailbox.health().state()).isEqualTo(MailboxHealth.State.AVAILABLE);
        }
        StoreAudit.audit(config(0));
    }

    @Test
    void fullDiskNeverAnswersStoredForWhatIsNot() throws IOException {
        AtomicInteger resyncs = new AtomicInteger();
        try (RocksMailbox mailbox = RocksMailbox.open(config(0), clock)) {
            mailbox.wakeSignals(new WakeListener() {
                @Override
                public void wake(MailboxOwner owner) {}

                @Override
                public void resync() {
                    resyncs.incrementAndGet();
                }
            });
            for (int n = 0; n < 300; n++) {
                append(mailbox);
            }
            Lease lease = get(mailbox.attach(phone(1), HOLDER));
            eatSpace(2 * MIB);
            appendUntilRefused(mailbox);
            await().until(() -> mailbox.health().state() == MailboxHealth.State.RECOVERING || resyncs.get() > 0);
            for (int n = 0; n < 20; n++) {
                appends(mailbox);
            }
            Files.delete(disk.resolve("eaten"));

            await().atMost(Duration.ofSeconds(60)).until(() -> appends(mailbox));
            assertThat(mailbox.health().state()).isEqualTo(MailboxHealth.State.AVAILABLE);
            assertThat(resyncs).hasPositiveValue();
            assertThat(readAll(mailbox, lease)).as("the lease is still good").isNotEmpty();
            assertThat(held(mailbox)).containsAll(stored);
        }
        Set<MessageId> held = new HashSet<>();
        StoreAudit.audit(config(0))
                .values()
                .forEach(all -> all.forEach(h -> held.add(h.entry().id())));
        assertThat(held).containsAll(stored);
    }

    @Test
    void repeatedIdAfterAnUnknownOutcomeIsStoredOnce() throws IOException {
        try (RocksMailbox mailbox = RocksMailbox.open(config(0), clock)) {
            for (int n = 0; n < 300; n++) {
                append(mailbox);
            }
            eatSpace(MIB);
            appendUntilRefused(mailbox);
            int unknown = next - 1;
            assertThatThrownBy(() -> get(mailbox.depth(phone(1)))).isInstanceOf(MailboxUnavailableException.class);
            Files.delete(disk.resolve("eaten"));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                next = unknown;
                try {
                    append(mailbox);
                    return true;
                } catch (MailboxException e) {
                    return false;
                } catch (AssertionError duplicate) {
                    stored.add(id(1, unknown));
                    return true;
                }
            });
            assertThat(held(mailbox)).isEqualTo(stored);
            assertThat(get(mailbox.stats()).held().messages()).isEqualTo(stored.size());
        }
    }
}
