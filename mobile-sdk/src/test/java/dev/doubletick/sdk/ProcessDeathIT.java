package dev.doubletick.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.PhoneProcess;
import dev.doubletick.sdk.testing.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A phone's process is killed, without a chance to tidy up, while it sends and while it receives. */
class ProcessDeathIT {

    private static final int MESSAGES = 200;
    private static final int DEATHS = Integer.getInteger("doubletick.seeds", 3) >= 20 ? 5 : 3;

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private final Random random = new Random(20260502);
    private final PhoneNumber mortal = Phone.newNumber();
    private final PhoneNumber witness = Phone.newNumber();

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "message " + i).toList();
    }

    private Process start(int toSend) {
        return PhoneProcess.start(folder, broker.account(mortal), witness, toSend);
    }

    /** Kills the process as often as it is to die, somewhere in each part of the way, and starts it again each time. */
    private void dieOnTheWay(Process first, int toSend, IntSupplier progress) throws InterruptedException {
        Process process = first;
        try {
            for (int death = 1; death <= DEATHS; death++) {
                int milestone = death * MESSAGES / (DEATHS + 1) + random.nextInt(10);
                await().atMost(Duration.ofSeconds(60))
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> progress.getAsInt() >= milestone);
                process.destroyForcibly().waitFor();
                process = start(toSend);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> progress.getAsInt() >= MESSAGES);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private List<Message> historyOfTheMortal() {
        try (SqliteMessageStore store = new SqliteMessageStore(folder.resolve(mortal.digits() + ".db"))) {
            store.open();
            return store.history(witness, Long.MAX_VALUE, Integer.MAX_VALUE);
        }
    }

    @Test
    void whoDiesWhileSendingSendsEverythingOnceAndInOrder() throws InterruptedException {
        try (Phone receiver = Phone.start(folder, broker.account(witness)).awaitConnected()) {
            dieOnTheWay(start(MESSAGES), MESSAGES, () -> receiver.arrived().size());

            assertThat(receiver.arrivedTexts()).isEqualTo(numbered(MESSAGES));
        }

        assertThat(Phone.texts(historyOfTheMortal())).isEqualTo(numbered(MESSAGES));
        // Brought to life for a last time, it learns of what it has missed, and has nothing left to send.
        try (Phone sender = Phone.start(folder, broker.account(mortal)).awaitConnected()) {
            await().atMost(30, SECONDS).untilAsserted(() -> assertThat(
                            sender.get(sender.doubletick().history(witness, MESSAGES)))
                    .extracting(Message::status)
                    .containsOnly(MessageStatus.DELIVERED));
        }
    }

    @Test
    void whoDiesWhileReceivingHasEverythingOnceAndInOrder() throws InterruptedException {
        try (Phone sender = Phone.start(folder, broker.account(witness)).awaitConnected()) {
            Process process = start(0);
            await().atMost(60, SECONDS).until(() -> broker.isConnected(mortal));
            numbered(MESSAGES).forEach(text -> assertThat(sender.doubletick().send(mortal, text))
                    .isNotNull());

            dieOnTheWay(process, 0, () -> (int) sender.get(sender.doubletick().history(mortal, MESSAGES)).stream()
                    .filter(message -> message.status() == MessageStatus.DELIVERED)
                    .count());
        }

        assertThat(Phone.texts(historyOfTheMortal())).isEqualTo(numbered(MESSAGES));
    }
}
