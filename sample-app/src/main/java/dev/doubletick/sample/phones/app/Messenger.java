package dev.doubletick.sample.phones.app;

import dev.doubletick.certificates.TrustFile;
import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.DoubletickBuilder;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.PushToken;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running app: one SDK, and the screens over it. Dies with {@link #kill}. */
public final class Messenger implements DoubletickListener {

    /** What the app asks of the phone that it runs on. */
    public interface Platform {
        /** There is something else to show. */
        void changed();

        /** A message came that is not on the screen. */
        void notify(Message message);

        /** Something went wrong, in words for people. */
        void complain(String text);

        /** This phone now has this number. */
        void registered(PhoneNumber number);
    }

    private static final Logger log = LoggerFactory.getLogger(Messenger.class);

    private final Platform platform;
    private final Doubletick sdk;
    private ConnectionState.Kind connection = ConnectionState.Kind.DISCONNECTED;
    private Optional<Registration> registration = Optional.empty();
    private Optional<Chats> chats = Optional.empty();
    /** Where the system can wake this app, as long as the service does not know it. */
    private Optional<PushToken> untold = Optional.empty();

    private Messenger(Path database, URI server, Optional<TrustFile> trust, UiThread ui, Platform platform) {
        this.platform = platform;
        DoubletickBuilder builder = Doubletick.builder()
                .database(database)
                .server(server)
                .listener(this)
                .callbacks(ui);
        trust.map(TrustFile::manager).ifPresent(builder::trust);
        this.sdk = builder.build();
    }

    /**
     * Starts the app: with its chats where the phone is registered, else with the registration.
     *
     * @param trust whom to believe; empty: whom Java believes
     * @param suggested the number of the phone's SIM card
     */
    public static Messenger start(
            Path database, URI server, Optional<TrustFile> trust, String suggested, UiThread ui, Platform platform) {
        Messenger app = new Messenger(database, server, trust, ui, platform);
        var unused = app.sdk.phone().whenComplete((number, failure) -> {
            if (failure != null) {
                platform.complain(Wording.error(failure));
            } else if (number.isPresent()) {
                app.showChats(number.get());
                var unusedOpening = app.sdk.open();
            } else {
                app.register(suggested);
            }
        });
        return app;
    }

    /** From the first screen again, with the history that there is. */
    public void register(String suggested) {
        registration = Optional.of(new Registration(sdk, suggested, platform::changed, this::showChats));
        platform.changed();
    }

    private void showChats(PhoneNumber number) {
        registration = Optional.empty();
        Chats shown = new Chats(sdk, number, platform::changed, platform::complain);
        chats = Optional.of(shown);
        platform.registered(number);
        shown.refresh();
        untold = Optional.of(PushToken.fcm("phones-" + number.digits(), "dev.doubletick.sample.phones"));
        registerPush();
    }

    /** At every start, as {@link Doubletick#registerPush} wants it; without a network, once there is one. */
    private void registerPush() {
        untold.ifPresent(token -> {
            var unused = sdk.registerPush(token).whenComplete((done, failure) -> {
                if (failure == null) {
                    untold = untold.filter(other -> other != token);
                } else {
                    log.info("cannot be woken yet: {}", failure.toString());
                }
            });
        });
    }

    /** The network is back. */
    public void networkAvailable() {
        sdk.networkAvailable();
    }

    /**
     * The end, without warning. The SDK is closed because this process lives on; to the server it looks like a death if the
     * network is cut before.
     *
     * @return completes when the database can be opened again
     */
    public CompletableFuture<Void> kill() {
        registration = Optional.empty();
        chats = Optional.empty();
        untold = Optional.empty();
        return CompletableFuture.runAsync(sdk::close);
    }

    /** The registration, while that is on the screen. */
    public Optional<Registration> registration() {
        return registration;
    }

    /** The chats, unless the phone is being registered, or the app is only just starting. */
    public Optional<Chats> chats() {
        return registration.isPresent() ? Optional.empty() : chats;
    }

    public ConnectionState.Kind connection() {
        return connection;
    }

    @Override
    public void onMessage(Message message) {
        boolean onScreen = chats().flatMap(Chats::open)
                .filter(chat -> chat.with().equals(message.conversation()))
                .isPresent();
        if (!onScreen) {
            platform.notify(message);
        }
        refresh();
    }

    @Override
    public void onMessageStatus(Message message) {
        refresh();
    }

    @Override
    public void onMessageChanged(Message message) {
        refresh();
    }

    @Override
    public void onMessageRemoved(MessageKey message) {
        refresh();
    }

    @Override
    public void onChangeRefused(Message message, MessageFailure reason) {
        platform.complain(Wording.failure(reason));
        refresh();
    }

    @Override
    public void onPresence(PhoneNumber who, Presence presence) {
        platform.changed();
    }

    @Override
    public void onChatState(PhoneNumber from, ChatState state) {
        chats.ifPresent(shown -> shown.onChatState(from, state));
    }

    @Override
    public void onConnectionState(ConnectionState state) {
        connection = state.kind();
        if (connection == ConnectionState.Kind.CONNECTED) {
            registerPush();
        }
        platform.changed();
    }

    private void refresh() {
        chats.ifPresent(Chats::refresh);
    }
}
