package dev.doubletick.sdk;

import dev.doubletick.sdk.internal.Settings;
import dev.doubletick.sdk.internal.Waits;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Doubletick} needs. Not for use by several threads. */
public final class DoubletickBuilder {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    /** Below the quarter of an hour after which many NATs of mobile networks and home routers forget an idle connection. */
    private static final Duration LOW_BANDWIDTH_KEEP_ALIVE = Duration.ofMinutes(14);

    private static final String PIN_PREFIX = "sha256/";
    private static final int SHA_256_BYTES = 32;
    private static final Duration MAX_KEEP_ALIVE = Duration.ofSeconds(65_535);

    private @Nullable MessageStore store;
    private @Nullable URI server;
    private @Nullable Executor callbacks;
    private @Nullable X509TrustManager trust;
    private List<String> pins = Collections.emptyList();
    private DoubletickListener listener = new DoubletickListener() {};
    private @Nullable Duration keepAlive;
    private boolean lowBandwidth;
    private Waits waits = Waits.DEFAULT;
    private Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();

    DoubletickBuilder() {}

    /** Keeps the messages in this SQLite file. It is created where there is none; its folder has to exist. */
    public DoubletickBuilder database(Path file) {
        return store(new SqliteMessageStore(file));
    }

    /** Keeps the messages in a store of the app's own, which is for this {@link Doubletick} alone. */
    public DoubletickBuilder store(MessageStore store) {
        this.store = store;
        return this;
    }

    /**
     * Where the registration service is, {@code https://example.com} say. Not needed by a phone that is registered already, or
     * whose account is {@linkplain Doubletick#adopt adopted}.
     */
    public DoubletickBuilder server(URI server) {
        this.server = server;
        return this;
    }

    /** What to call when something happens. Nothing, by default. */
    public DoubletickBuilder listener(DoubletickListener listener) {
        this.listener = listener;
        return this;
    }

    /**
     * Where the listener is called and futures complete: the main thread of an app with a user interface, for example. It may
     * have several threads: calls come one after the other all the same. A thread of the SDK's own, by default.
     */
    public DoubletickBuilder callbacks(Executor executor) {
        this.callbacks = executor;
        return this;
    }

    /**
     * Whom to believe on TLS connections to servers and brokers, where that is not what the platform does: a private certificate
     * authority, for example. Host names are checked in any case.
     */
    public DoubletickBuilder trust(X509TrustManager trust) {
        this.trust = trust;
        return this;
    }

    /**
     * Connects over TLS only where one of these public keys is in the server's certificate chain, beside all other checks. Holds
     * for the registration service and for every broker: name the keys of all of them, and a spare one for each whose private
     * half is kept off-line, or a lost key locks everybody out until they update the app. Nothing is pinned by default.
     *
     * @param keys each {@code sha256/} and the Base64 of the SHA-256 of the DER-encoded subject public key info, as in RFC 7469
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public DoubletickBuilder pin(String... keys) {
        for (String key : keys) {
            requirePin(key);
        }
        this.pins = List.of(keys);
        return this;
    }

    private static void requirePin(String key) {
        byte[] hash;
        try {
            hash = Base64.getDecoder().decode(key.startsWith(PIN_PREFIX) ? key.substring(PIN_PREFIX.length()) : "");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a pin: " + key, e);
        }
        if (hash.length != SHA_256_BYTES) {
            throw new IllegalArgumentException("not a pin: " + key);
        }
    }

    /**
     * After how long a silence the connection is tested. Shorter finds a dead one sooner, longer saves battery. A minute by
     * default, 14 minutes in the {@linkplain #lowBandwidth low-bandwidth profile}.
     *
     * @throws IllegalArgumentException if it is not between a second and 65,535 seconds
     */
    public DoubletickBuilder keepAlive(Duration keepAlive) {
        if (keepAlive.compareTo(Duration.ofSeconds(1)) < 0 || keepAlive.compareTo(MAX_KEEP_ALIVE) > 0) {
            throw new IllegalArgumentException("the keep-alive is between 1 and 65535 seconds");
        }
        this.keepAlive = keepAlive;
        return this;
    }

    /**
     * Spares bytes, for links where each one counts (satellite, LoRa backhauls, prepaid data): the connection is tested every 14
     * minutes only, which most NATs stand; receipts wait for others to share a packet with, delivered up to 2 seconds, seen up to
     * 15; nothing is subscribed to, so {@link Doubletick#watch} fails; and chat states are not sent. Messages lose nothing.
     */
    public DoubletickBuilder lowBandwidth() {
        this.lowBandwidth = true;
        return this;
    }

    /** How long to wait for what, for tests. */
    DoubletickBuilder waits(Waits waits) {
        this.waits = waits;
        return this;
    }

    /** The time, for tests. */
    DoubletickBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /**
     * Builds it. Touches neither file nor network yet.
     *
     * @throws IllegalStateException if neither {@link #database} nor {@link #store} was called
     * @throws IllegalArgumentException if the {@linkplain #server server's} address is no HTTP address
     */
    public Doubletick build() {
        if (store == null) {
            throw new IllegalStateException("say where to keep the messages: database(…) or store(…)");
        }
        return new Doubletick(new Settings(
                store,
                Optional.ofNullable(server),
                listener,
                Optional.ofNullable(callbacks),
                Optional.ofNullable(trust),
                pins,
                keepAlive != null ? keepAlive : lowBandwidth ? LOW_BANDWIDTH_KEEP_ALIVE : KEEP_ALIVE,
                lowBandwidth,
                waits,
                clock,
                random));
    }
}
