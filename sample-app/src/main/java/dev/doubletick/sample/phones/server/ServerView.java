package dev.doubletick.sample.phones.server;

import dev.doubletick.broker.PhoneStatus;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.phones.app.UiThread;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server knows of the phones. It is asked some moments after something went over the network, and every two seconds besides.
 * For the user interface thread, but for {@link #stir}.
 */
public final class ServerView {

    private static final Logger log = LoggerFactory.getLogger(ServerView.class);
    private static final PhoneStatus UNKNOWN = new PhoneStatus(false, Depth.EMPTY);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration SETTLING = Duration.ofMillis(60);

    private final Function<PhoneNumber, CompletionStage<Optional<PhoneStatus>>> broker;
    private final FakeServices services;
    private final Supplier<List<PhoneNumber>> phones;
    private final UiThread ui;
    private final Map<PhoneNumber, PhoneStatus> statuses = new HashMap<>();
    private final Map<PhoneNumber, Integer> pushes = new HashMap<>();
    private Runnable changed = () -> {};
    private Consumer<PhoneNumber> pushed = phone -> {};
    private boolean asking;
    private boolean askAgain;

    /** @param phones who is of interest */
    public ServerView(
            Function<PhoneNumber, CompletionStage<Optional<PhoneStatus>>> broker,
            FakeServices services,
            Supplier<List<PhoneNumber>> phones,
            UiThread ui) {
        this.broker = broker;
        this.services = services;
        this.phones = phones;
        this.ui = ui;
    }

    /**
     * Begins to ask. Any thread.
     *
     * @param whenAnswered called each time that the answers have come
     * @param whenPushed called when there was a push to a phone
     */
    public void start(Runnable whenAnswered, Consumer<PhoneNumber> whenPushed) {
        ui.execute(() -> {
            changed = whenAnswered;
            pushed = whenPushed;
        });
        ui.every(PERIOD, this::ask);
    }

    /** Something went over the network. Any thread. */
    public void stir() {
        ui.execute(() -> {
            if (askAgain) {
                return;
            }
            askAgain = true;
            ui.later(SETTLING, () -> {
                askAgain = false;
                ask();
            });
        });
    }

    private void ask() {
        if (asking) {
            stir();
            return;
        }
        asking = true;
        CompletableFuture<?>[] answers = phones.get().stream().map(this::ask).toArray(CompletableFuture[]::new);
        var unused = CompletableFuture.allOf(answers)
                .whenCompleteAsync(
                        (done, failure) -> {
                            asking = false;
                            if (failure != null) {
                                log.debug("the server did not answer: {}", failure.toString());
                            }
                            changed.run();
                        },
                        ui);
    }

    private CompletableFuture<Void> ask(PhoneNumber phone) {
        return CompletableFuture.allOf(
                broker.apply(phone)
                        .toCompletableFuture()
                        .thenAcceptAsync(status -> statuses.put(phone, status.orElse(UNKNOWN)), ui),
                services.pushes(phone).thenAcceptAsync(count -> countPushes(phone, count), ui));
    }

    private void countPushes(PhoneNumber phone, int count) {
        Integer before = pushes.put(phone, count);
        if (before != null && before < count) {
            pushed.accept(phone);
        }
    }

    /** Whether a phone is connected, and what waits for it; as if it were not there until the server has answered. */
    public PhoneStatus status(PhoneNumber phone) {
        return statuses.getOrDefault(phone, UNKNOWN);
    }

    /** How many pushes were sent to a phone. */
    public int pushes(PhoneNumber phone) {
        return pushes.getOrDefault(phone, 0);
    }
}
