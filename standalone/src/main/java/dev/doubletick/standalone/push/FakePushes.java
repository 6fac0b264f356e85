package dev.doubletick.standalone.push;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.push.PushConfig;
import dev.doubletick.registration.push.fake.FakeProviders;
import dev.doubletick.registration.push.fake.ReceivedPush;
import dev.doubletick.registration.push.fake.ReceivedPushes;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The providers of a trial: APNs, FCM and Web Push on this machine. They know tokens; whose these are, the database knows. Safe on
 * any thread.
 */
public final class FakePushes implements AutoCloseable {

    private static final int PAGE = 10_000;

    private final FakeProviders providers;
    private final DatabaseConfig database;
    /** The tokens that each phone was ever seen with: one that is deleted still got what it got. */
    private final Map<PhoneNumber, Set<String>> tokens = new ConcurrentHashMap<>();

    private FakePushes(FakeProviders providers, DatabaseConfig database) {
        this.providers = providers;
        this.database = database;
    }

    /** Starts the providers on free ports. */
    public static FakePushes start(Clock clock, DatabaseConfig database) {
        return new FakePushes(FakeProviders.start(clock), database);
    }

    /**
     * Push through all three.
     *
     * @param broker where wake-ups come from; asked for later, once
     * @param credential that the broker knows
     */
    public PushConfig through(Supplier<URI> broker, String credential) {
        return new PushConfig(
                broker,
                credential,
                Optional.of(providers.apns().config()),
                Optional.of(providers.fcm().config(providers.http())),
                Optional.of(providers.webPush().config()));
    }

    /** Hears every push from now on, as the operating system of a phone would. Must not block. */
    public void listen(Consumer<ReceivedPush> listener) {
        providers.pushes().listen(listener);
    }

    /** What a phone number would have got, oldest first. Blocks for one look-up. */
    public List<FakePush> pushes(PhoneNumber phone) {
        Set<String> known = tokens.computeIfAbsent(phone, any -> ConcurrentHashMap.newKeySet());
        known.addAll(registered(phone));
        return providers.pushes().to(known).stream()
                .map(push -> new FakePush(
                        phone.e164(), push.platform(), push.token(), push.headers(), push.payload(), push.receivedAt()))
                .toList();
    }

    /** What came after the first so many pushes of all phones, at most {@value #PAGE}. */
    ReceivedPushes.Page after(long count) {
        return providers.pushes().after(count, PAGE);
    }

    private List<String> registered(PhoneNumber phone) {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                PreparedStatement statement =
                        connection.prepareStatement("select array_agg(token) from push_token where phone = ?")) {
            statement.setString(1, phone.e164());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getArray(1) != null
                        ? List.of((String[]) rows.getArray(1).getArray())
                        : List.of();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("whose tokens these are cannot be looked up", e);
        }
    }

    @Override
    public void close() {
        providers.close();
    }
}
