package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.MailboxMeter;
import dev.doubletick.broker.mailbox.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on beside the mail, and what does not any more while the mailbox closes. */
class MaintenanceIT {

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();

    private Entry expiring(int n) {
        return Entry.builder(BOB, EntryKind.MESSAGE, id(1, n), clock.instant())
                .sender(ALICE)
                .expiresAfter(Duration.ofMinutes(1))
                .build();
    }

    /** During an orderly stop the writer finishes what waits after the maintenance has ended. */
    @Test
    void aFullMailboxIsAnsweredAsFullAlsoWhenNobodySweepsItAnyMore() throws InterruptedException {
        RocksMailboxConfig config = Stores.config(directory.resolve("mailbox"))
                .limits(new MailboxLimits(1, 1 << 20))
                .build();
        Engine engine = new Engine(config);
        SubmissionQueue queue = new SubmissionQueue(10, 1 << 20);
        Maintenance maintenance = new Maintenance(engine, new Sweep(engine.gate(), queue::add), config, clock);
        maintenance.close();
        AppendSubmission fits = new AppendSubmission(expiring(1), maintenance::sweepSoon);
        queue.add(fits);
        Thread writer = new Thread(
                new Writer(queue, new OwnerStates(), engine, new Wakes(), config, clock, MailboxMeter.NONE),
                "mailbox-writer");
        writer.start();
        assertThat(get(fits.answer())).isInstanceOf(AppendResult.Stored.class);
        clock.advance(Duration.ofMinutes(2));
        AppendSubmission tooMuch = new AppendSubmission(expiring(2), maintenance::sweepSoon);
        queue.add(tooMuch);
        engine.close();

        assertThat(get(tooMuch.answer())).isEqualTo(new AppendResult.Full());
        writer.join();
        engine.gate().closeFlushed();
    }
}
