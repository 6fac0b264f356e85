package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import dev.doubletick.sdk.testing.BadConnection;
import dev.doubletick.sdk.testing.BadNetwork;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.PhoneProcess;
import dev.doubletick.sdk.testing.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Phones write to each other at random while the network does to them what networks do, and one of them, in a process of its own,
 * is killed again and again, in the midst of sending and of receiving. The same seed makes the same choices.
 */
class FireIT {

    private static final boolean SOAK = Integer.getInteger("doubletick.seeds", 3) >= 20;
    private static final int PHONES = SOAK ? 10 : 4;
    private static final int MESSAGES = SOAK ? 2_000 : 240;
    /** Of the network; one in two is a cut. */
    private static final int ACCIDENTS = SOAK ? 66 : 8;

    private static final int DEATHS = SOAK ? 10 : 2;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What one phone writes to another: the number of each message in its text says whether one is missing, twice or late. */
    private record Way(PhoneNumber from, PhoneNumber to) {}

    @TempDir
    private Path folder;

    private final Random random = new Random(20260503);
    private final List<Phone> phones = new ArrayList<>();
    private final PhoneNumber mortal = Phone.newNumber();
    private final Map<Way, Integer> written = new TreeMap<>(
            (one, other) -> (one.from.digits() + one.to.digits()).compareTo(other.from.digits() + other.to.digits()));
    private int accidents;
    private int cuts;
    private int deaths;
    private int deathsInSending;

    @Test
    void everyMessageIsThereOnceAndInOrderWithAllItsTicks() throws InterruptedException {
        try (TestBroker broker = TestBroker.start()) {
            // And one that comes later: for writing down when phones were last seen.
            long sockets = Leftovers.socketsOnceQuiet() + 1;
            try (BadNetwork network = new BadNetwork(broker.tcpPort())) {
                network.delay(4);
                fire(broker, network);
            } finally {
                phones.forEach(Phone::close);
            }
            everythingIsInTheDatabases();
            nothingCameTwiceToTheMortal();
            Leftovers.assertNoThreads();
            assertThat(Leftovers.files(folder)).isEmpty();
            // The broker's ends are in this process, too.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Leftovers.sockets()).isLessThanOrEqualTo(sockets));
        }
        assertThat(cuts).isGreaterThanOrEqualTo(SOAK ? 30 : 4);
        if (SOAK) {
            // One death alone may come before or after what it was to interrupt.
            assertThat(deathsInSending).isGreaterThanOrEqualTo(DEATHS / 2);
        }
    }

    private void fire(TestBroker broker, BadNetwork network) throws InterruptedException {
        for (int i = 1; i < PHONES; i++) {
            phones.add(Phone.start(
                    folder,
                    broker.account(Phone.newNumber(), network.mqtt()),
                    builder -> builder.keepAlive(Duration.ofSeconds(2))));
        }
        PhoneNumber witness = phones.get(0).number();
        int fromMortal = MESSAGES / PHONES;
        written.put(new Way(mortal, witness), fromMortal);
        Account account = broker.account(mortal, network.mqtt());
        Process process = PhoneProcess.start(folder, account, witness, fromMortal);
        try {
            int others = MESSAGES - fromMortal;
            for (int i = 1; i <= others; i++) {
                write();
                if (i % (others / ACCIDENTS) == 0) {
                    accident(network);
                    keepUp();
                }
                if (isToDie(fromMortal)) {
                    kill(process, witness);
                    process = PhoneProcess.start(folder, account, witness, fromMortal);
                }
            }
            while (deaths < DEATHS) {
                until(() -> isToDie(fromMortal));
                kill(process, witness);
                process = PhoneProcess.start(folder, account, witness, fromMortal);
            }
            network.open().forEach(BadConnection::resume);
            network.delay(0);
            everythingArrives();
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (Phone revived = Phone.start(folder, account)) {
            everythingIsSeen(revived);
        }
    }

    /** It sends and receives all the time: it dies when it has written some more, and has more to write. */
    private boolean isToDie(int fromMortal) {
        return deaths < DEATHS
                && PhoneProcess.written(folder, mortal).size() >= (deaths + 1) * fromMortal / (DEATHS + 1);
    }

    private void kill(Process process, PhoneNumber witness) throws InterruptedException {
        process.destroyForcibly().waitFor();
        deaths++;
        try (SqliteMessageStore store = new SqliteMessageStore(folder.resolve(mortal.digits() + ".db"))) {
            store.open();
            if (store.firstQueued(witness).isPresent()) {
                deathsInSending++;
            }
        }
    }

    /** Somebody writes to somebody. */
    private void write() {
        Phone from = phones.get(random.nextInt(phones.size()));
        int other = random.nextInt(phones.size() + 1);
        PhoneNumber to = other == phones.size() ? mortal : phones.get(other).number();
        if (to.equals(from.number())) {
            to = mortal;
        }
        int number = written.merge(new Way(from.number(), to), 1, Integer::sum);
        assertThat(from.doubletick().send(to, "message " + number)).isNotNull();
    }

    private void accident(BadNetwork network) {
        until(() -> network.open().stream().anyMatch(BadConnection::greeted));
        List<BadConnection> victims =
                network.open().stream().filter(BadConnection::greeted).toList();
        BadConnection victim = victims.get(random.nextInt(victims.size()));
        switch (accidents++ % 8) {
            case 1 -> victim.stall();
            case 3 -> victim.loseBroker();
            case 5 -> victim.losePhone();
            case 7 -> victim.duplicate();
            default -> {
                cuts++;
                victim.cut();
            }
        }
        if (random.nextBoolean()) {
            phones.forEach(phone -> phone.doubletick().networkAvailable());
        }
        // Whoever was stalled the last time goes on where it stopped, if nobody has given it up.
        network.open().stream().filter(connection -> connection != victim).forEach(BadConnection::resume);
    }

    /** Lets no more than some messages pile up, so that the accidents to come meet messages under way, too. */
    private void keepUp() {
        int due = phones.stream().mapToInt(phone -> expectedAt(phone.number())).sum()
                - written.getOrDefault(new Way(mortal, phones.get(0).number()), 0)
                - MESSAGES / 4;
        until(() -> phones.stream().mapToInt(phone -> phone.arrived().size()).sum() >= due);
    }

    /** Waits, with users who want their number back when a phone says that it is now on another one. */
    private void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    phones.stream()
                            .filter(phone -> phone.isLast(Kind.REPLACED))
                            .forEach(phone -> phone.get(phone.doubletick().open()));
                    return condition.call();
                });
    }

    private List<String> expected(PhoneNumber from, PhoneNumber to) {
        return IntStream.rangeClosed(1, written.getOrDefault(new Way(from, to), 0))
                .mapToObj(i -> "message " + i)
                .toList();
    }

    private int expectedAt(PhoneNumber to) {
        return written.entrySet().stream()
                .filter(entry -> entry.getKey().to.equals(to))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private void everythingArrives() {
        for (Phone phone : phones) {
            until(() -> phone.arrived().size() >= expectedAt(phone.number()));
        }
        for (Phone phone : phones) {
            phones.forEach(other -> assertThat(phone.arrived().stream()
                            .filter(message -> message.conversation().equals(other.number()))
                            .map(message -> message.text().orElse("?")))
                    .containsExactlyElementsOf(expected(other.number(), phone.number())));
            assertThat(phone.arrived()).hasSize(expectedAt(phone.number()));
        }
    }

    private void everythingIsSeen(Phone revived) {
        List<Phone> all = new ArrayList<>(phones);
        all.add(revived);
        // What the mortal one has may have come to a process that is dead; that nothing is missing is seen by its
        // sender.
        written.forEach((way, count) -> {
            Phone from = phone(all, way.from);
            until(() -> sent(from, way.to).stream()
                    .noneMatch(message -> message.status().compareTo(MessageStatus.DELIVERED) < 0));
            Phone to = phone(all, way.to);
            to.get(to.doubletick().markSeen(way.from));
        });
        written.forEach((way, count) -> until(() -> {
            List<Message> sent = sent(phone(all, way.from), way.to);
            return sent.size() == count && sent.stream().allMatch(message -> message.status() == MessageStatus.SEEN);
        }));
    }

    private static Phone phone(List<Phone> all, PhoneNumber number) {
        return all.stream()
                .filter(phone -> phone.number().equals(number))
                .findFirst()
                .orElseThrow();
    }

    private static List<Message> sent(Phone phone, PhoneNumber to) {
        return phone.get(phone.doubletick().history(to, MESSAGES)).stream()
                .filter(message -> message.direction() == Direction.OUTGOING)
                .toList();
    }

    /** What is on the disk is all that counts, and all that the one in a process of its own can show. */
    private void everythingIsInTheDatabases() {
        List<PhoneNumber> all =
                new ArrayList<>(phones.stream().map(Phone::number).toList());
        all.add(mortal);
        for (PhoneNumber owner : all) {
            try (SqliteMessageStore store = new SqliteMessageStore(folder.resolve(owner.digits() + ".db"))) {
                store.open();
                assertThat(store.queuedRecipients()).isEmpty();
                assertThat(store.receiptRecipients()).isEmpty();
                for (PhoneNumber other : all) {
                    List<Message> history = store.history(other, Long.MAX_VALUE, MESSAGES);
                    assertThat(texts(history, Direction.INCOMING)).isEqualTo(expected(other, owner));
                    assertThat(texts(history, Direction.OUTGOING)).isEqualTo(expected(owner, other));
                }
            }
        }
    }

    /** What its callbacks missed when it died is in its database, unread; nothing came to two of its lives. */
    private void nothingCameTwiceToTheMortal() {
        List<String> arrived = PhoneProcess.arrived(folder, mortal);
        assertThat(arrived).isNotEmpty().doesNotHaveDuplicates();
        for (Phone from : phones) {
            String beginning = from.number().digits() + " message ";
            assertThat(arrived.stream()
                            .filter(line -> line.startsWith(beginning))
                            .map(line -> Integer.valueOf(line.substring(beginning.length())))
                            .toList())
                    .isSorted();
        }
    }

    private static List<String> texts(List<Message> history, Direction direction) {
        return Phone.texts(history.stream()
                .filter(message -> message.direction() == direction)
                .toList());
    }
}
