package dev.doubletick.sample.phones.page;

import dev.doubletick.sample.phones.app.UiThread;
import dev.doubletick.sample.phones.handset.Handset;
import dev.doubletick.sample.phones.server.PacketLog;
import dev.doubletick.sample.phones.server.ServerView;
import dev.doubletick.sample.wording.PhoneBook;
import dev.doubletick.sample.wording.Wording;
import io.javalin.http.sse.SseClient;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** What the browser shows: renders it, and keeps all browsers up to date. Its methods may be called on any thread. */
public final class PhonesPage {

    private final UiThread ui;
    private final List<Handset> phones;
    private final ServerView server;
    private final PacketLog packets;
    private final Templates templates = new Templates();
    private final PhoneRenderer phoneRenderer;
    private final ServerRenderer serverRenderer;
    private final Actions actions = new Actions();
    private final Page page;
    private final Set<Handset> stale = new HashSet<>();

    /** @param phones all are there before anything is shown */
    public PhonesPage(
            UiThread ui, List<Handset> phones, ServerView server, PacketLog packets, PhoneBook contacts, Clock clock) {
        this.ui = ui;
        this.phones = phones;
        this.server = server;
        this.packets = packets;
        this.phoneRenderer = new PhoneRenderer(templates, contacts, new Wording(clock), clock);
        this.serverRenderer = new ServerRenderer(templates, contacts, clock.getZone());
        this.page = new Page(clock.millis());
    }

    /** Everything may look different. */
    public void showAll() {
        ui.execute(() -> {
            phones.forEach(this::render);
            renderServer();
        });
    }

    /** A phone looks different. What changes at once on it is shown at once. */
    public void show(Handset phone) {
        ui.execute(() -> {
            if (stale.add(phone)) {
                ui.execute(() -> {
                    stale.remove(phone);
                    render(phone);
                });
            }
        });
    }

    /** The server sees something else. */
    public void showServer() {
        ui.execute(this::renderServer);
    }

    private void render(Handset phone) {
        page.show(phoneRenderer.render(phone));
        page.show(phoneRenderer.badge(phone));
    }

    private void renderServer() {
        page.show(serverRenderer.render(phones, server, packets.entries()));
    }

    /** The page as it is now, complete. */
    CompletableFuture<String> html() {
        return ui.ask(() -> templates.html(
                "page",
                Map.of(
                        "version", page.version(),
                        "tabs",
                                phones.stream()
                                        .map(phone -> new PhoneTab(
                                                phone.slot(),
                                                phone.person().name(),
                                                page.region(PhoneRenderer.badgeId(phone))
                                                        .html()))
                                        .toList(),
                        "phones",
                                phones.stream()
                                        .map(phone -> page.region(PhoneRenderer.id(phone))
                                                .html())
                                        .collect(Collectors.joining("\n")),
                        "server", page.region(ServerRenderer.ID).html())));
    }

    /** Sends a browser what changes from a version of the page on. */
    void follow(SseClient client, long seen) {
        Viewer viewer = new Viewer(client);
        client.onClose(() -> ui.execute(() -> page.leave(viewer)));
        viewer.start();
        ui.execute(() -> page.join(viewer, seen));
    }

    /**
     * Presses something on a phone. Completes when that is done, with what it leads to still to come; fails with {@link
     * IllegalArgumentException} if there is no such thing to press.
     *
     * @param slot the phone's place, from 1
     */
    CompletableFuture<Void> press(int slot, String action, Actions.Form form) {
        return ui.ask(() -> {
            Handset phone = phones.stream()
                    .filter(candidate -> candidate.slot() == slot)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no phone " + slot));
            actions.act(phone, action, form);
            return null;
        });
    }

    /** Hangs up on all browsers; waits for that. */
    void close() {
        ui.ask(() -> {
                    page.close();
                    return true;
                })
                .join();
    }
}
