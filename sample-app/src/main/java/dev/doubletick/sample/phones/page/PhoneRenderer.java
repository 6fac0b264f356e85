package dev.doubletick.sample.phones.page;

import dev.doubletick.sample.phones.app.Chats;
import dev.doubletick.sample.phones.app.Messenger;
import dev.doubletick.sample.phones.app.Registration;
import dev.doubletick.sample.phones.handset.Banner;
import dev.doubletick.sample.phones.handset.Handset;
import dev.doubletick.sample.wording.PhoneBook;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.ConnectionState;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A phone with everything on and around it. */
final class PhoneRenderer {

    private final Templates templates;
    private final Wording wording;
    private final Clock clock;
    private final ChatListRenderer chatList;
    private final ChatRenderer chat;

    PhoneRenderer(Templates templates, PhoneBook contacts, Wording wording, Clock clock) {
        this.templates = templates;
        this.wording = wording;
        this.clock = clock;
        this.chatList = new ChatListRenderer(templates, contacts, wording);
        this.chat = new ChatRenderer(templates, contacts, wording);
    }

    static String id(Handset phone) {
        return "p" + phone.slot();
    }

    static String badgeId(Handset phone) {
        return "t" + phone.slot();
    }

    Fragment render(Handset phone) {
        String id = id(phone);
        String path = "/phones/" + phone.slot();
        return templates.fragment(
                "phone",
                id,
                Map.of(
                        "phone", phone,
                        "status", status(id, phone),
                        "banners", banners(id, path, phone),
                        "screen",
                                templates.fragment("screen", id + "-screen", Map.of("inner", screen(id, path, phone))),
                        "controls", controls(id, path, phone)));
    }

    /** What a narrow screen shows of a phone that is not on it. */
    Fragment badge(Handset phone) {
        return templates.fragment(
                "badge",
                badgeId(phone),
                Map.of(
                        "unread", phone.chats().map(Chats::unread).orElse(0),
                        "connected", isConnected(phone)));
    }

    private static boolean isConnected(Handset phone) {
        return phone.app()
                .map(Messenger::connection)
                .filter(ConnectionState.Kind.CONNECTED::equals)
                .isPresent();
    }

    private Fragment status(String id, Handset phone) {
        return templates.fragment(
                "status",
                id + "-status",
                Map.of(
                        "name", phone.person().name(),
                        "time", wording.time(clock.instant()),
                        "airplane", phone.airplaneMode(),
                        "connected", isConnected(phone)));
    }

    private Fragment banners(String id, String path, Handset phone) {
        List<Fragment> items =
                phone.banner().map(banner -> banner(id, path, banner)).stream().toList();
        return templates.list("banners", id + "-banners", items);
    }

    private Fragment banner(String id, String path, Banner banner) {
        return templates.fragment("banner", id + "-banner-" + banner.serial(), Map.of("path", path, "banner", banner));
    }

    private Fragment controls(String id, String path, Handset phone) {
        return templates.fragment(
                "controls",
                id + "-controls",
                Map.of(
                        "path", path,
                        "airplane", phone.airplaneMode(),
                        "running", phone.app().isPresent(),
                        "booting", phone.isBooting()));
    }

    private Fragment screen(String id, String path, Handset phone) {
        if (phone.isBooting()) {
            return templates.fragment("boot", id + "-boot", Map.of());
        }
        if (phone.app().isEmpty()) {
            return templates.fragment("home", id + "-home", Map.of("path", path));
        }
        return phone.registration()
                .map(registration -> registration(id, path, registration))
                .or(() -> phone.chats()
                        .map(chats -> chats(id, path, chats, phone.app().get().connection())))
                .orElseGet(() -> templates.fragment("boot", id + "-start", Map.of()));
    }

    private Fragment registration(String id, String path, Registration registration) {
        String screen = registration.isCodeSent() ? "code" : "number";
        return templates.fragment(screen, id + "-" + screen, Map.of("path", path, "registration", registration));
    }

    private Fragment chats(String id, String path, Chats chats, ConnectionState.Kind connection) {
        return chats.open()
                .map(open -> chat.render(id, path, chats, open, connection))
                .orElseGet(() -> chatList.render(id, path, chats, connection));
    }
}
