package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.delivered;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.Position;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A process full of mailbox traffic, to be killed. Sending phones write to reading phones, which acknowledge some of what they
 * get; the senders never read, so all receipts stay. Every answer goes into a journal: a line each, {@code S} stored,
 * {@code a} about to be acknowledged, {@code A} acknowledged, with the id.
 */
final class MailboxTraffic {

    private static final int READERS = 8;
    private static final int IN_FLIGHT_PER_READER = 6;
    private static final int SENDERS = 5;

    private final Mailbox mailbox;
    private final FileChannel journal;
    private final Random random;
    private final Clock clock = Clock.systemUTC();
    private final MessageIdGenerator ids = new MessageIdGenerator(clock, new SecureRandom());

    private MailboxTraffic(Mailbox mailbox, FileChannel journal, Random random) {
        this.mailbox = mailbox;
        this.journal = journal;
        this.random = random;
    }

    /** Buffers so small that tables are written and compacted all the time. */
    static RocksMailboxConfig config(Path directory) {
        return Stores.config(directory)
                .writeBufferBytes(256 << 10)
                .limits(new MailboxLimits(1000, 1 << 20))
                .build();
    }

    public static void main(String[] args) throws IOException {
        FileChannel journal = FileChannel.open(Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Mailbox mailbox = RocksMailbox.open(config(Path.of(args[0])), Clock.systemUTC());
        MailboxTraffic traffic = new MailboxTraffic(mailbox, journal, new Random(Long.parseLong(args[2])));
        for (int reader = 0; reader < READERS; reader++) {
            traffic.startReader(reader);
            for (int n = 0; n < IN_FLIGHT_PER_READER; n++) {
                traffic.send(reader);
            }
        }
        // Until killed, or until the test that started it is gone.
        int unused = System.in.read();
    }

    private synchronized int next(int bound) {
        return random.nextInt(bound);
    }

    private void send(int reader) {
        MessageId id = ids.next();
        Entry entry = message(phone(reader), phone(100 + next(SENDERS)), id, "x".repeat(next(300)), clock.instant());
        end(mailbox.append(entry).whenComplete((result, failure) -> {
            check(failure);
            if (result instanceof AppendResult.Stored) {
                note('S', id);
            }
            send(reader);
        }));
    }

    private void startReader(int reader) {
        end(mailbox.attach(phone(reader), HOLDER).whenComplete((lease, failure) -> {
            check(failure);
            read(lease, Optional.empty());
        }));
    }

    private void read(Lease lease, Optional<Position> after) {
        end(mailbox.read(lease, after, 1 + next(80), 1 << 16).whenComplete((batch, failure) -> {
            check(failure);
            List<Delivered> some = batch.entries().stream()
                    .filter(held -> next(4) > 0)
                    .map(held -> delivered(held))
                    .toList();
            some.forEach(one -> note('a', one.id()));
            end(mailbox.acknowledge(lease, some).whenComplete((done, failed) -> {
                check(failed);
                some.forEach(one -> note('A', one.id()));
                // Now and then from the start, or as a new connection.
                if (next(20) == 0) {
                    startReader((int) (Long.parseLong(lease.owner().value()) % 10_000_000));
                } else {
                    read(lease, next(10) == 0 ? Optional.empty() : Optional.of(batch.through()));
                }
            }));
        }));
    }

    private void note(char what, MessageId id) {
        try {
            journal.write(ByteBuffer.wrap((what + " " + id + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(Throwable failure) {
        if (failure != null) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /** Stages end in {@link #check}. */
    private static void end(Object stage) {
        if (stage == null) {
            throw new IllegalStateException("no stage");
        }
    }
}
