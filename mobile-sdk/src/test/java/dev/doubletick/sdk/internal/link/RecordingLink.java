package dev.doubletick.sdk.internal.link;

import dev.doubletick.protocol.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A link that goes nowhere and remembers what it was asked to do. */
public final class RecordingLink implements Link {

    public final List<Publication> published = new ArrayList<>();
    public final List<Integer> acknowledged = new ArrayList<>();
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
        acknowledged.add(packetId);
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
