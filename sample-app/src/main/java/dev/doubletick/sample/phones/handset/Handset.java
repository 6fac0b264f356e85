package dev.doubletick.sample.phones.handset;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.phones.app.BackgroundRun;
import dev.doubletick.sample.phones.app.Chats;
import dev.doubletick.sample.phones.app.Messenger;
import dev.doubletick.sample.phones.app.Registration;
import dev.doubletick.sample.phones.network.HttpNetwork;
import dev.doubletick.sample.phones.server.FakeServices.Sms;
import dev.doubletick.sample.wording.PhoneBook;
import dev.doubletick.sample.wording.SmsCode;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One person's phone. It lives on the user interface thread, but for {@link #close}. */
public final class Handset implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Handset.class);
    private static final Duration BOOT = Duration.ofSeconds(2);
    private static final Duration BANNER = Duration.ofSeconds(6);
    private static final Duration SMS_BANNER = Duration.ofMinutes(1);

    private final int slot;
    private final Person person;
    private final Surroundings around;
    private final Storage storage;
    private final HttpNetwork http;
    private final Sim sim;
    private final Consumer<Handset> changed;
    private PhoneNumber number;
    private boolean airplane;
    private boolean booting;
    private Optional<Messenger> app = Optional.empty();
    private CompletableFuture<Void> lastDeath = CompletableFuture.completedFuture(null);
    private Optional<Banner> banner = Optional.empty();
    private long banners;

    /**
     * @param slot its place on the page, from 1
     * @param folder where it keeps its databases
     * @param changed is told when it looks different
     */
    public Handset(int slot, Person person, Path folder, Surroundings around, Consumer<Handset> changed)
            throws IOException {
        this.slot = slot;
        this.person = person;
        this.number = person.number();
        this.around = around;
        this.storage = new Storage(folder);
        this.http = HttpNetwork.to(around.http());
        this.changed = changed;
        this.sim = new Sim(around.texts(), around.ui(), around.clock(), () -> !airplane, this::show);
        around.contacts().add(number, person.name());
    }

    // ---- what its owner does to it

    /** Starts the app, unless it runs. */
    public void startApp() {
        if (app.isPresent() || booting) {
            return;
        }
        var unused = lastDeath.thenRunAsync(
                () -> {
                    if (app.isEmpty() && !booting) {
                        Running running = new Running();
                        running.start();
                        changed();
                    }
                },
                around.ui());
    }

    /** Ends the app as the system does when it needs memory: without asking. */
    public void killApp() {
        around.mqtt().cut(number);
        app.ifPresent(running -> lastDeath = running.kill());
        app = Optional.empty();
        banner = Optional.empty();
        changed();
    }

    /** Off and on again; the app then starts by itself. */
    public void reboot() {
        killApp();
        booting = true;
        changed();
        around.ui().later(BOOT, () -> {
            booting = false;
            startApp();
            changed();
        });
    }

    /** The phone is gone, with all that was on it. Here is a new one with the same SIM card, and nothing else. */
    public void lose() {
        killApp();
        storage.replacePhone();
        startApp();
    }

    /** Without a network the app stays up, and what is written waits on the phone. */
    public void setAirplaneMode(boolean on) {
        airplane = on;
        http.setReachable(!on);
        around.mqtt().setReachable(number, !on);
        if (!on) {
            // What an operating system tells its apps.
            app.ifPresent(Messenger::networkAvailable);
        }
        changed();
    }

    /** Asks for a code by SMS for this number. */
    public void register(String phone) {
        registration().ifPresent(screen -> {
            PhoneBook.number(phone).ifPresent(sim::expect);
            screen.requestCode(phone);
        });
    }

    /** After another phone took the number away: registers anew. */
    public void registerAgain() {
        app.ifPresent(running -> running.register(number.e164()));
    }

    public void dismissBanner() {
        banner = Optional.empty();
        changed();
    }

    /** A push came. If the app does not run, the system lets it work for some seconds in the background. */
    public void push() {
        if (app.isPresent() || airplane || booting) {
            return;
        }
        lastDeath = lastDeath
                .thenComposeAsync(
                        dead -> BackgroundRun.start(storage.database(), http.address(), around.trust(), around.ui()),
                        around.ui())
                .handleAsync(
                        (messages, failure) -> {
                            if (failure == null) {
                                messages.forEach(this::show);
                            } else {
                                log.warn("a push led to nothing: {}", failure.toString());
                            }
                            return null;
                        },
                        around.ui());
    }

    // ---- what it shows

    private void show(Sms sms) {
        show("Messages", sms.text(), SmsCode.in(sms.text()), Optional.empty(), SMS_BANNER);
    }

    private void show(Message message) {
        PhoneNumber from = message.conversation();
        show(around.contacts().name(from), Wording.line(message), Optional.empty(), Optional.of(from), BANNER);
    }

    private void complain(String text) {
        show("Doubletick", text, Optional.empty(), Optional.empty(), BANNER);
    }

    private void show(String title, String text, Optional<String> code, Optional<PhoneNumber> chat, Duration howLong) {
        Banner shown = new Banner(++banners, title, text, code, chat);
        banner = Optional.of(shown);
        changed();
        around.ui().later(howLong, () -> {
            if (banner.filter(shown::equals).isPresent()) {
                dismissBanner();
            }
        });
    }

    private void changed() {
        changed.accept(this);
    }

    public int slot() {
        return slot;
    }

    public Person person() {
        return person;
    }

    /** The number that it is registered with, or will be. */
    public PhoneNumber number() {
        return number;
    }

    public boolean airplaneMode() {
        return airplane;
    }

    public boolean isBooting() {
        return booting;
    }

    public Optional<Banner> banner() {
        return banner;
    }

    /** The app, while it runs. */
    public Optional<Messenger> app() {
        return app;
    }

    public Optional<Registration> registration() {
        return app.flatMap(Messenger::registration);
    }

    public Optional<Chats> chats() {
        return app.flatMap(Messenger::chats);
    }

    /** Closes the app's database and lets go of the network; waits for that. Not on the user interface thread. */
    @Override
    public void close() throws IOException {
        CompletableFuture<Void> dead = new CompletableFuture<>();
        around.ui().execute(() -> {
            app.ifPresent(running -> lastDeath = running.kill());
            var unused = lastDeath.whenComplete((done, failure) -> dead.complete(null));
        });
        dead.join();
        http.close();
    }

    /** The ear of the phone for one run of the app: what a dead one still has to say is not heard. */
    private final class Running implements Messenger.Platform {

        private @Nullable Messenger messenger;

        void start() {
            Messenger started = Messenger.start(
                    storage.database(), http.address(), around.trust(), number.e164(), around.ui(), this);
            messenger = started;
            app = Optional.of(started);
        }

        private void ifAlive(Runnable action) {
            if (messenger != null && app.filter(messenger::equals).isPresent()) {
                action.run();
            }
        }

        @Override
        public void changed() {
            ifAlive(Handset.this::changed);
        }

        @Override
        public void notify(Message message) {
            ifAlive(() -> show(message));
        }

        @Override
        public void complain(String text) {
            ifAlive(() -> Handset.this.complain(text));
        }

        @Override
        public void registered(PhoneNumber registered) {
            ifAlive(() -> {
                number = registered;
                around.contacts().add(registered, person.name());
                if (banner.flatMap(Banner::code).isPresent()) {
                    dismissBanner();
                }
            });
        }
    }
}
