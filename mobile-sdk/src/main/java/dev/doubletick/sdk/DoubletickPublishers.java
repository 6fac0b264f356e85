package dev.doubletick.sdk;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.internal.Engine;
import dev.doubletick.sdk.internal.Messaging;
import dev.doubletick.sdk.internal.flow.StatePublisher;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow.Publisher;

/**
 * What a screen shows, as reactive streams: each item is the whole state, read from the database, the present one first and
 * then whenever it may have changed.
 *
 * <p><b>Demand.</b> A subscriber gets an item for each that it requested, and nothing is buffered: changes for which there is no
 * demand make one item, the newest, as soon as there is. A slow subscriber so skips states, and never misses the last one.
 *
 * <p><b>Threads.</b> Items come on the callback executor (see {@link DoubletickBuilder#callbacks}), one after the other.
 * {@code onSubscribe} comes on the subscribing thread. A stream completes when the {@link Doubletick} is closed, and fails with
 * what reading the database failed with.
 *
 * <p><b>Android.</b> {@code java.util.concurrent.Flow} is there from API 30 on. Below that, an app that uses this class has to
 * switch on core library desugaring with {@code desugar_jdk_libs} 2.0 or newer; no other class of the SDK needs it.
 */
public final class DoubletickPublishers {

    private final Engine engine;

    private DoubletickPublishers(Engine engine) {
        this.engine = engine;
    }

    public static DoubletickPublishers of(Doubletick doubletick) {
        return new DoubletickPublishers(doubletick.engine());
    }

    /** What {@link Doubletick#conversations()} returns. */
    public Publisher<List<Conversation>> conversations() {
        return new StatePublisher<>(engine.observers(), engine.messaging()::conversations);
    }

    /**
     * What {@link Doubletick#history(PhoneNumber, int)} returns.
     *
     * @throws IllegalArgumentException if the limit is below 1
     */
    public Publisher<List<Message>> history(PhoneNumber with, int limit) {
        int checked = Messaging.checked(limit);
        return new StatePublisher<>(
                engine.observers(), () -> engine.messaging().history(with, Long.MAX_VALUE, checked));
    }

    /** One message with its ticks, reactions and edits; empty when it is gone. */
    public Publisher<Optional<Message>> message(MessageKey message) {
        return new StatePublisher<>(engine.observers(), () -> engine.messaging().find(message));
    }

    /** What {@link Doubletick#unread()} returns. */
    public Publisher<Integer> unread() {
        return new StatePublisher<>(engine.observers(), engine.messaging()::unread);
    }
}
