package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.AppendResult.Stored;
import dev.doubletick.protocol.MessageId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Phones in a ring: each sends messages to the next one, reads its own mailbox, acknowledges, and collects receipts. Whatever
 * the mailbox fails with is repeated, as a broker would.
 */
public final class Conversation {

    private static final int WINDOW = 30;

    private final Mailbox mailbox;
    private final Clock clock;
    private final int messages;
    private final List<Phone> phones = new ArrayList<>();

    public Conversation(Mailbox mailbox, Clock clock, int phones, int messages) {
        this.mailbox = mailbox;
        this.clock = clock;
        this.messages = messages;
        for (int n = 0; n < phones; n++) {
            this.phones.add(new Phone(n));
        }
    }

    /** Runs until every message and every receipt has arrived; then the mailboxes are empty. */
    public void run() {
        ExecutorService threads = Executors.newCachedThreadPool();
        WakeListener listener = new WakeListener() {
            @Override
            public void wake(MailboxOwner owner) {
                phones.stream().filter(p -> p.address.equals(owner)).forEach(p -> p.wakes.add(true));
            }

            @Override
            public void resync() {
                phones.forEach(p -> p.wakes.add(true));
            }
        };
        Mailbox.WakeRegistration registration = mailbox.wakeSignals(listener);
        try {
            List<Callable<Void>> all = new ArrayList<>();
            phones.forEach(p -> all.add(p::send));
            phones.forEach(p -> all.add(p::receive));
            for (Future<Void> done : threads.invokeAll(all, 2, TimeUnit.MINUTES)) {
                done.get();
            }
        } catch (Exception e) {
            throw new AssertionError("the conversation did not come to its end", e);
        } finally {
            registration.close();
            threads.shutdownNow();
        }
    }

    /** That nothing was lost, made up or put out of order. */
    public void verify(boolean exactReceipts) {
        for (Phone phone : phones) {
            assertThat(phone.received).isEqualTo(phone.before().sentIds());
            if (exactReceipts) {
                assertThat(phone.receipts).containsExactlyInAnyOrderElementsOf(phone.sentIds());
            } else {
                assertThat(phone.receipts).hasSameElementsAs(phone.sentIds());
            }
            for (Stored stored : phone.appended) {
                stored.previous().ifPresent(previous -> assertThat(
                                phone.positions.subSet(previous, false, stored.position(), false))
                        .as("between %s", stored)
                        .isEmpty());
            }
        }
    }

    private static <T> T repeated(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (UnknownOutcomeException | MailboxUnavailableException e) {
                Thread.onSpinWait();
            }
        }
    }

    private final class Phone {
        final int number;
        final MailboxOwner address;
        final BlockingQueue<Boolean> wakes = new LinkedBlockingQueue<>();
        final Semaphore window = new Semaphore(WINDOW);
        final List<MessageId> received = new ArrayList<>();
        final List<MessageId> receipts = new ArrayList<>();
        final NavigableSet<Position> positions = new ConcurrentSkipListSet<>();
        final List<Stored> appended = Collections.synchronizedList(new ArrayList<>());

        Phone(int number) {
            this.number = number;
            this.address = phone(number);
        }

        Phone before() {
            return phones.get((number + phones.size() - 1) % phones.size());
        }

        Phone next() {
            return phones.get((number + 1) % phones.size());
        }

        List<MessageId> sentIds() {
            return LongStream.range(0, messages).mapToObj(n -> id(number, n)).toList();
        }

        Void send() throws InterruptedException {
            for (MessageId id : sentIds()) {
                window.acquire();
                Entry entry = message(next().address, address, id, "x", clock.instant());
                AppendResult result = repeated(() -> get(mailbox.append(entry)));
                assertThat(result).isNotInstanceOf(AppendResult.Full.class);
                if (result instanceof Stored stored) {
                    next().appended.add(stored);
                }
            }
            return null;
        }

        Void receive() throws InterruptedException {
            Lease lease = repeated(() -> get(mailbox.attach(address, HOLDER)));
            Optional<Position> after = Optional.empty();
            while (received.size() < messages || receipts.stream().distinct().count() < messages) {
                Optional<Position> from = after;
                ReadBatch batch = repeated(() -> get(mailbox.read(lease, from, 7, 1 << 20)));
                batch.entries().forEach(this::take);
                List<Delivered> delivered =
                        batch.entries().stream().map(MailboxFixtures::delivered).toList();
                Acknowledged acknowledged = repeated(() -> get(mailbox.acknowledge(lease, delivered)));
                for (Acknowledged.Receipt receipt : acknowledged.receipts()) {
                    assertThat(receipt.entry().owner()).isEqualTo(before().address);
                }
                after = Optional.of(batch.through());
                if (!batch.more()) {
                    // Wake signals may be lost: a slow poll besides.
                    var unused = wakes.poll(5, TimeUnit.MILLISECONDS);
                    wakes.clear();
                }
            }
            return null;
        }

        private void take(Held held) {
            positions.add(held.position());
            if (held.entry().kind() == EntryKind.DELIVERED) {
                List<MessageId> ids = MessageId.listOfBytes(held.entry().payload());
                long fresh = ids.stream().filter(id -> !receipts.contains(id)).count();
                receipts.addAll(ids);
                window.release((int) fresh);
            } else {
                received.add(held.entry().id());
            }
        }
    }
}
