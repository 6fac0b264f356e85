package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a sweep shares the writer with everybody's mail. */
class SweepIT {

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();

    private Entry expiring(int n) {
        return Entry.builder(BOB, EntryKind.MESSAGE, id(1, n), clock.instant())
                .sender(ALICE)
                .expiresAfter(Duration.ofMinutes(1))
                .build();
    }

    @Test
    void aPartIsFoundOnlyWhenTheOneBeforeItIsRemoved() throws InterruptedException {
        RocksMailboxConfig config = Stores.config(directory.resolve("mailbox")).build();
        try (RocksMailbox mailbox = RocksMailbox.open(config, clock)) {
            List<CompletionStage<AppendResult>> answers = new ArrayList<>();
            for (int n = 0; n < 2 * Sweep.PART + 1; n++) {
                answers.add(mailbox.append(expiring(n)));
            }
            answers.forEach(answer -> assertThat(get(answer)).isInstanceOf(AppendResult.Stored.class));
        }
        clock.advance(Duration.ofMinutes(2));
        StoreGate gate = new StoreGate(Store.open(config));
        try {
            BlockingQueue<ExpireSubmission> parts = new LinkedBlockingQueue<>();
            Sweep sweep = new Sweep(gate, parts::add);
            CompletableFuture<Void> sweeping = CompletableFuture.runAsync(() -> sweep.all(clock.millis()));

            for (int part = 0; part < 3; part++) {
                ExpireSubmission waiting = parts.poll(10, TimeUnit.SECONDS);
                assertThat(waiting).isNotNull();
                assertThat(parts.poll(50, TimeUnit.MILLISECONDS))
                        .as("another one meanwhile")
                        .isNull();
                waiting.complete();
            }
            get(sweeping.thenApply(done -> true));
            assertThat(parts).isEmpty();
        } finally {
            gate.close();
        }
    }
}
