package dev.doubletick.sdk.internal.link;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A link that goes nowhere and remembers what it was asked to do. */
public final class RecordingLink implements Link {

    public final List<Publication> published = new ArrayList<>();
    public final List<Integer> acknowledged = new ArrayList<>();
    /** Topic and first byte of each. */
    public final List<String> told = new ArrayList<>();

    public final List<Topic> subscribed = new ArrayList<>();
    public final List<Consumer<Answer>> subacks = new ArrayList<>();
    public final List<Topic> unsubscribed = new ArrayList<>();
    private boolean sendingAtOnce;
    private @Nullable RuntimeException failure;
    private final List<Runnable> unsent = new ArrayList<>();
    public int probes;
    public boolean connecting;
    public boolean closed;
    private final PhoneNumber phone;

    public RecordingLink(PhoneNumber phone) {
        this.phone = phone;
    }

    @Override
    public PhoneNumber phone() {
        return phone;
    }

    /** What must not happen: a link fails where it should be silent. */
    public void failNextAcknowledgement(RuntimeException with) {
        failure = with;
    }

    @Override
    public void connect() {
        connecting = true;
    }

    @Override
    public void publish(Publication publication) {
        published.add(publication);
    }

    @Override
    public void acknowledge(int packetId) {
        RuntimeException thrown = failure;
        failure = null;
        if (thrown != null) {
            throw thrown;
        }
        acknowledged.add(packetId);
    }

    @Override
    public void tell(Topic topic, byte[] payload, Runnable sent) {
        told.add(topic + " " + payload[0]);
        if (sendingAtOnce) {
            sent.run();
        } else {
            unsent.add(sent);
        }
    }

    /** From now on what is told leaves at once. */
    public void sentAtOnce() {
        sendingAtOnce = true;
        sent();
    }

    /** What was told has left. */
    public void sent() {
        List<Runnable> leaving = new ArrayList<>(unsent);
        unsent.clear();
        leaving.forEach(Runnable::run);
    }

    @Override
    public void subscribe(Topic topic, Consumer<Answer> answered) {
        subscribed.add(topic);
        subacks.add(answered);
    }

    @Override
    public void unsubscribe(Topic topic) {
        unsubscribed.add(topic);
    }

    @Override
    public void probe() {
        probes++;
    }

    @Override
    public CompletableFuture<Void> close() {
        closed = true;
        return CompletableFuture.completedFuture(null);
    }
}
