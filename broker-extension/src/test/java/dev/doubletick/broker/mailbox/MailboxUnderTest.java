package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.AppendResult.Stored;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A mailbox that can be closed and opened again, and calls to it that wait for their answer. */
public final class MailboxUnderTest implements AutoCloseable {

    /** Of every mailbox under test. */
    static final MailboxLimits LIMITS = new MailboxLimits(50, 20_000, 5_000);

    private final SettableClock clock;
    private final Supplier<Mailbox> opening;
    private Mailbox mailbox;

    /** @param opening opens the same store each time */
    MailboxUnderTest(SettableClock clock, Supplier<Mailbox> opening) {
        this.clock = clock;
        this.opening = opening;
        this.mailbox = opening.get();
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    SettableClock clock() {
        return clock;
    }

    void restart() {
        mailbox.close();
        mailbox = opening.get();
    }

    /** Alice's n-th message to Bob. */
    Entry toBob(long n) {
        return message(BOB, ALICE, id(1, n), "message " + n, clock.instant());
    }

    Lease attach(MailboxOwner owner) {
        return get(mailbox.attach(owner, HOLDER));
    }

    Position store(Entry entry) {
        AppendResult result = get(mailbox.append(entry));
        assertThat(result).isInstanceOf(Stored.class);
        return ((Stored) result).position();
    }

    ReadBatch read(Lease lease, Optional<Position> after, int maxEntries) {
        return get(mailbox.read(lease, after, maxEntries, 1 << 20));
    }

    List<Held> readAll(Lease lease) {
        return MailboxFixtures.readAll(mailbox, lease);
    }

    Acknowledged acknowledge(Lease lease, List<Held> held) {
        return get(mailbox.acknowledge(
                lease, held.stream().map(MailboxFixtures::delivered).toList()));
    }

    @Override
    public void close() {
        mailbox.close();
    }
}
