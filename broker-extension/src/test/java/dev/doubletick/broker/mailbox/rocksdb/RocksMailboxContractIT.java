package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxContract;
import dev.doubletick.broker.mailbox.MailboxHealth;
import dev.doubletick.broker.mailbox.UnknownOutcomeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksMailboxContractIT extends MailboxContract {

    @TempDir
    Path directory;

    private Path store() {
        return directory.resolve("mailbox");
    }

    @Override
    protected Mailbox open() {
        RocksMailboxConfig config = RocksMailboxConfig.builder(store())
                .limits(LIMITS)
                .diskReserveBytes(0)
                .writeBufferBytes(256 << 10)
                .sweep(Duration.ofMillis(50), Duration.ofMinutes(5))
                .build();
        return RocksMailbox.open(config, clock);
    }

    @Override
    protected boolean acknowledgesAtomically() {
        return true;
    }

    /** It cannot make the next log, because something else has its name. It notices when it needs one. */
    @Override
    public void takeAway() throws IOException {
        for (Path blocking : nextLogs()) {
            Files.createDirectory(blocking);
        }
        try {
            for (int n = 0; ; n++) {
                get(box().mailbox()
                        .append(message(phone(1000 + n), ALICE, id(9, n), "x".repeat(9000), clock.instant())));
            }
        } catch (UnknownOutcomeException e) {
            assertThat(box().mailbox().health().state()).isEqualTo(MailboxHealth.State.RECOVERING);
        }
    }

    @Override
    public void bringBack() throws IOException {
        try (Stream<Path> files = Files.list(store())) {
            for (Path blocking : files.filter(Files::isDirectory).toList()) {
                Files.delete(blocking);
            }
        }
    }

    /** The names of the logs that it may make soon, which have higher numbers than all files. */
    private List<Path> nextLogs() throws IOException {
        try (Stream<Path> files = Files.list(store())) {
            long newest = files.map(file -> file.getFileName().toString().replaceAll("[^0-9]", ""))
                    .filter(number -> !number.isEmpty())
                    .mapToLong(Long::parseLong)
                    .max()
                    .orElseThrow();
            return LongStream.rangeClosed(newest + 1, newest + 20)
                    .mapToObj(number -> store().resolve("%06d.log".formatted(number)))
                    .toList();
        }
    }

    @Test
    void aFolderThatIsGoneIsNotTakenForANewStore() throws IOException {
        Entry message = message(BOB, ALICE, id(1, 1), "held", clock.instant());
        get(box().mailbox().append(message));
        takeAway();
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(store(), elsewhere);
        await().until(() -> box().mailbox().health().reason().contains("is not there any more"));
        assertThat(store()).doesNotExist();
        Files.move(elsewhere, store());
        bringBack();

        await().until(() -> box().mailbox().health().state() == MailboxHealth.State.AVAILABLE);
        assertThat(get(box().mailbox().append(message))).isInstanceOf(AppendResult.Duplicate.class);
    }
}
