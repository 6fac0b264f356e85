package dev.doubletick.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.store.StoreCorruptedException;
import dev.doubletick.sdk.testing.FailingStore;
import dev.doubletick.sdk.testing.Leftovers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of a phone without a network. */
class DoubletickTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final PhoneNumber ME = PhoneNumber.ofE164("+4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");
    /** Nobody listens there. */
    private static final Account ACCOUNT = Account.of(ME, "secret", List.of(URI.create("mqtt://127.0.0.1:1")));

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNoThreads();
        assertThat(Leftovers.files(folder)).isEmpty();
    }

    private DoubletickBuilder builder() {
        return Doubletick.builder().database(folder.resolve("messages.db"));
    }

    private static void assertFails(Future<?> future, Class<? extends Throwable> cause) {
        assertThat((CompletableFuture<?>) future)
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(cause);
    }

    @Test
    void needsAStore() {
        assertThatIllegalStateException().isThrownBy(() -> Doubletick.builder().build());
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().keepAlive(Duration.ZERO));
        for (String pin : List.of("", "sha256/", "sha256/AAAA", "sha256/****", "sha1/" + "A".repeat(43) + "=")) {
            assertThatIllegalArgumentException().isThrownBy(() -> builder().pin(pin));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> builder().keepAlive(Duration.ofDays(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().server(URI.create("ftp://host")).build());
    }

    @Test
    void buildingTouchesNothing() {
        try (Doubletick doubletick = builder().build()) {
            assertThat(doubletick).isNotNull();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void doesNothingWithoutAnAccount() {
        try (Doubletick doubletick = builder().build()) {
            assertFails(doubletick.open(), NotRegisteredException.class);
            assertFails(doubletick.send(BOB, "hi"), NotRegisteredException.class);
            assertThat(doubletick.conversations()).succeedsWithin(SOON).isEqualTo(List.of());
        }
    }

    @Test
    void cannotRegisterWithoutAServer() {
        try (Doubletick doubletick = builder().build()) {
            assertFails(doubletick.register("+4915112345678"), IllegalStateException.class);
            assertFails(doubletick.verify("id", "123456"), IllegalStateException.class);
        }
    }

    @Test
    void refusesMessagesAndPagesThatMakeNoSense() {
        try (Doubletick doubletick = builder().build()) {
            assertThat(doubletick.adopt(ACCOUNT)).succeedsWithin(SOON);

            assertFails(doubletick.send(BOB, ""), IllegalArgumentException.class);
            // 32,769 characters of two bytes each.
            assertFails(doubletick.send(BOB, "ü".repeat(32_769)), MessageTooLargeException.class);
            assertFails(doubletick.history(BOB, 0), IllegalArgumentException.class);
            assertThat(doubletick.history(BOB, 10)).succeedsWithin(SOON).isEqualTo(List.of());
        }
    }

    @Test
    void queuesWithoutANetwork() {
        try (Doubletick doubletick = builder().build()) {
            assertThat(doubletick.adopt(ACCOUNT)).succeedsWithin(SOON);
            assertThat(doubletick.send(BOB, "hi"))
                    .succeedsWithin(SOON)
                    .satisfies(message -> assertThat(message.status()).isEqualTo(MessageStatus.QUEUED));
        }
        try (Doubletick doubletick = builder().build()) {
            assertThat(doubletick.history(BOB, 10)).succeedsWithin(SOON).satisfies(history -> assertThat(history)
                    .hasSize(1));
        }
    }

    @Test
    void saysWhatIsWrongWithADamagedDatabase() throws IOException {
        Files.writeString(folder.resolve("messages.db"), "this is not a database");
        try (Doubletick doubletick = builder().build()) {
            assertFails(doubletick.open(), StoreCorruptedException.class);
            assertFails(doubletick.conversations(), StoreCorruptedException.class);
        }
        assertThat(folder.resolve("messages.db")).hasContent("this is not a database");
    }

    @Test
    void closesMoreThanOnceAndFailsEverythingAfter() {
        Doubletick doubletick = builder().build();
        assertThat(doubletick.adopt(ACCOUNT)).succeedsWithin(SOON);

        doubletick.close();
        doubletick.close();

        assertFails(doubletick.send(BOB, "hi"), IllegalStateException.class);
        assertFails(doubletick.open(), IllegalStateException.class);
        assertFails(doubletick.register("+4915112345678"), IllegalStateException.class);
        doubletick.networkAvailable();
    }

    @Test
    void closesWithoutEverHavingBeenUsed() {
        builder().build().close();
    }

    @Test
    void callsBackOnTheAppsExecutorInOrder() {
        ExecutorService app = Executors.newFixedThreadPool(4, task -> new Thread(task, "app"));
        List<String> calls = new CopyOnWriteArrayList<>();
        List<String> threads = new CopyOnWriteArrayList<>();
        try (Doubletick doubletick = builder().callbacks(app).build()) {
            CompletableFuture<?> last = doubletick.adopt(ACCOUNT);
            for (int i = 0; i < 50; i++) {
                String text = "" + i;
                last = doubletick.send(BOB, text).thenAccept(message -> {
                    calls.add(text);
                    threads.add(Thread.currentThread().getName());
                });
            }

            assertThat(last).succeedsWithin(SOON);
            assertThat(calls).hasSize(50).isSortedAccordingTo((a, b) -> Integer.parseInt(a) - Integer.parseInt(b));
            assertThat(threads).containsOnly("app");
        } finally {
            app.shutdownNow();
        }
    }

    @Test
    void everyMethodMayBeCalledOnAnyThread() throws InterruptedException {
        ExecutorService app = Executors.newFixedThreadPool(8);
        try (Doubletick doubletick = builder().build()) {
            assertThat(doubletick.adopt(ACCOUNT)).succeedsWithin(SOON);
            List<PhoneNumber> others = IntStream.range(0, 8)
                    .mapToObj(i -> PhoneNumber.ofDigits("491769876540" + i))
                    .toList();
            CyclicBarrier start = new CyclicBarrier(others.size());
            List<Future<List<CompletableFuture<?>>>> calls = app.invokeAll(others.stream()
                    .map(to -> (Callable<List<CompletableFuture<?>>>) () -> {
                        start.await();
                        return useAll(doubletick, to);
                    })
                    .toList());

            calls.forEach(made -> assertThat(made).succeedsWithin(SOON).satisfies(futures -> assertThat(futures)
                    .allSatisfy(future -> assertThat(future).succeedsWithin(SOON))));
            List<String> inOrder =
                    IntStream.range(0, 20).mapToObj(i -> "message " + i).toList();
            others.forEach(to -> assertThat(doubletick.history(to, 100))
                    .succeedsWithin(SOON)
                    .satisfies(history -> assertThat(history)
                            .extracting(message -> message.text().orElseThrow())
                            .containsExactlyElementsOf(inOrder)));
        } finally {
            app.shutdownNow();
        }
    }

    private static List<CompletableFuture<?>> useAll(Doubletick doubletick, PhoneNumber other) {
        List<CompletableFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(doubletick.send(other, "message " + i));
            futures.add(doubletick.history(other, 5));
            futures.add(doubletick.search("message", other, 5));
            futures.add(doubletick.markSeen(other));
            futures.add(doubletick.setSeenReceipts(i % 2 == 0));
            futures.add(doubletick.conversations());
            futures.add(doubletick.unread());
            futures.add(doubletick.phone());
            futures.add(doubletick.open());
            doubletick.networkAvailable();
            doubletick.chatState(other, ChatState.TYPING);
            doubletick.watch(other).close();
        }
        return futures;
    }

    @Test
    void whoCallsDuringTheEndGetsAnAnswer() throws InterruptedException {
        ExecutorService app = Executors.newFixedThreadPool(4);
        try {
            Doubletick doubletick = builder().build();
            assertThat(doubletick.adopt(ACCOUNT)).succeedsWithin(SOON);
            CountDownLatch begun = new CountDownLatch(4);
            Queue<CompletableFuture<?>> futures = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 4; i++) {
                app.execute(() -> {
                    for (int call = 0; call < 200; call++) {
                        futures.add(doubletick.send(BOB, "hi"));
                        futures.add(doubletick.onPush(SOON));
                        if (call == 20) {
                            begun.countDown();
                        }
                    }
                });
            }
            begun.await();

            doubletick.close();
            app.shutdown();
            assertThat(app.awaitTermination(10, SECONDS)).isTrue();

            assertThat(futures).hasSize(1_600);
            // Each of them good or bad; none open.
            assertThat(CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                            .handle((nothing, failure) -> "done"))
                    .succeedsWithin(SOON);
        } finally {
            app.shutdownNow();
        }
    }

    @Test
    void whatTheEndCutsShortFailsWhereCallbacksCome() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Doubletick doubletick = builder().build();
        assertThat(doubletick.adopt(ACCOUNT)).succeedsWithin(SOON);
        CompletableFuture<?> waiting = doubletick
                .onPush(SOON)
                .whenComplete(
                        (wakeUp, failure) -> threads.add(Thread.currentThread().getName()));
        assertThat(doubletick.phone()).succeedsWithin(SOON);

        doubletick.close();

        assertFails(waiting, IllegalStateException.class);
        assertThat(threads).containsExactly("doubletick-callbacks");
    }

    @Test
    void aWakeUpKeepsToItsDeadlineWhateverTheDatabaseIsBusyWith() {
        FailingStore store = new FailingStore(folder.resolve("messages.db"));
        store.open();
        store.saveAccount(ACCOUNT);
        store.close();
        CountDownLatch migrated = new CountDownLatch(1);
        store.openAfter(migrated);
        try (Doubletick doubletick = Doubletick.builder().store(store).build()) {
            try {
                assertThat(doubletick.onPush(Duration.ofMillis(200)))
                        .succeedsWithin(Duration.ofSeconds(5))
                        .satisfies(wakeUp -> assertThat(wakeUp.drained()).isFalse());
            } finally {
                migrated.countDown();
            }
            assertThat(doubletick.phone()).succeedsWithin(SOON);
        }
    }

    @Test
    void anAccountThatNeedsANewerVersionChangesNothing() {
        Account strange = Account.of(BOB, "other", List.of(URI.create("quic://broker")));
        try (Doubletick doubletick = builder().build()) {
            assertThat(doubletick.adopt(ACCOUNT)).succeedsWithin(SOON);

            assertFails(doubletick.adopt(strange), IllegalStateException.class);

            assertThat(doubletick.phone()).succeedsWithin(SOON).isEqualTo(Optional.of(ME));
        }
    }

    @Test
    void aListenerThatThrowsDoesNoHarm() {
        DoubletickListener bad = new DoubletickListener() {
            @Override
            public void onConnectionState(ConnectionState state) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (Doubletick doubletick = builder().listener(bad).build()) {
            assertThat(doubletick.adopt(ACCOUNT)).succeedsWithin(SOON);
            assertThat(doubletick.send(BOB, "hi")).succeedsWithin(SOON);
        }
    }

    private void closesFromACallback(UnaryOperator<DoubletickBuilder> customize) {
        CompletableFuture<Doubletick> built = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Doubletick doubletick = customize
                .apply(builder())
                .listener(new DoubletickListener() {
                    @Override
                    public void onConnectionState(ConnectionState state) {
                        built.join().close();
                        closed.complete(null);
                    }
                })
                .build();
        built.complete(doubletick);

        assertThat(doubletick.adopt(ACCOUNT)).isNotNull();

        assertThat(closed).succeedsWithin(SOON);
    }

    @Test
    void canBeClosedFromACallback() {
        closesFromACallback(builder -> builder);
    }

    @Test
    void canBeClosedFromACallbackOnTheSdksOwnThread() {
        closesFromACallback(builder -> builder.callbacks(Runnable::run));
    }
}
