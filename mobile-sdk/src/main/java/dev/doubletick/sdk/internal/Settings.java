package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.store.MessageStore;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.X509TrustManager;

/** What the builder of the public API collected. Immutable. */
public final class Settings {

    final MessageStore store;
    final Optional<URI> service;
    final DoubletickListener listener;
    final Optional<Executor> callbacks;
    final Optional<X509TrustManager> trust;
    final List<String> pins;
    final Duration keepAlive;
    final boolean lowBandwidth;
    final Waits waits;
    final Clock clock;
    final SecureRandom random;

    public Settings(
            MessageStore store,
            Optional<URI> service,
            DoubletickListener listener,
            Optional<Executor> callbacks,
            Optional<X509TrustManager> trust,
            List<String> pins,
            Duration keepAlive,
            boolean lowBandwidth,
            Waits waits,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.service = service;
        this.listener = listener;
        this.callbacks = callbacks;
        this.trust = trust;
        this.pins = pins;
        this.keepAlive = keepAlive;
        this.lowBandwidth = lowBandwidth;
        this.waits = waits;
        this.clock = clock;
        this.random = random;
    }
}
