package dev.doubletick.sample.phones.page;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.phones.app.Chat;
import dev.doubletick.sample.phones.app.Chats;
import dev.doubletick.sample.phones.handset.Banner;
import dev.doubletick.sample.phones.handset.Handset;
import dev.doubletick.sdk.MessageActions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What can be pressed on the page, by name. For the user interface thread. */
final class Actions {

    /** Gives the value of a form's field; empty if it has no such field. */
    interface Form extends UnaryOperator<String> {}

    private final Map<String, BiConsumer<Handset, Form>> actions = new HashMap<>();

    Actions() {
        phone("start", Handset::startApp);
        phone("kill", Handset::killApp);
        phone("reboot", Handset::reboot);
        phone("lose", Handset::lose);
        phone("airplane", phone -> phone.setAirplaneMode(true));
        phone("online", phone -> phone.setAirplaneMode(false));
        phone("dismiss", Handset::dismissBanner);

        actions.put("number", (phone, form) -> phone.register(form.apply("number")));
        actions.put("code", (phone, form) -> enterCode(phone, form.apply("code")));
        phone("use-code", phone -> phone.banner().flatMap(Banner::code).ifPresent(code -> enterCode(phone, code)));
        phone("other-number", phone -> phone.registration().ifPresent(screen -> screen.startOver()));
        phone("register-again", Handset::registerAgain);

        actions.put("chat", (phone, form) -> {
            phone.chats().ifPresent(chats -> chats.open(PhoneNumber.ofDigits(form.apply("with"))));
            phone.dismissBanner();
        });
        chats("found", (chats, form) -> chats.open(Keys.read(form.apply("message"))));
        chats("search", (chats, form) -> chats.search(form.apply("query")));
        chats("back", (chats, form) -> chats.closeChat());
        chats("typing", (chats, form) -> chats.typing());
        chats("send", (chats, form) -> chats.send(form.apply("text")));
        chats("earlier", (chats, form) -> chats.showEarlier());
        chats("cancel", (chats, form) -> chats.cancelDraft());
        actions.put("location", (phone, form) -> phone.chats()
                .ifPresent(chats -> chats.sendLocation(phone.person().place())));

        chats("select", (chats, form) -> chats.select(Optional.of(Keys.read(form.apply("message")))));
        chats("deselect", (chats, form) -> chats.select(Optional.empty()));
        chats("reply", (chats, form) -> chats.draft(Chat.Draft.REPLY));
        chats("edit", (chats, form) -> chats.draft(Chat.Draft.EDIT));
        chats("react", (chats, form) -> react(chats, form.apply("emoji")));
        chats("delete", (chats, form) -> chats.onSelected(MessageActions::deleteForEveryone));
        chats("delete-here", (chats, form) -> chats.onSelected(MessageActions::deleteHere));
        chats("retry", (chats, form) -> chats.onSelected(MessageActions::retry));
    }

    /**
     * Does it.
     *
     * @throws IllegalArgumentException if there is no such action, or a field makes no sense
     */
    void act(Handset phone, String name, Form form) {
        BiConsumer<Handset, Form> action = actions.get(name);
        if (action == null) {
            throw new IllegalArgumentException("there is no action " + name);
        }
        action.accept(phone, form);
    }

    private void phone(String name, Consumer<Handset> action) {
        actions.put(name, (phone, form) -> action.accept(phone));
    }

    private void chats(String name, BiConsumer<Chats, Form> action) {
        actions.put(name, (phone, form) -> phone.chats().ifPresent(chats -> action.accept(chats, form)));
    }

    private static void enterCode(Handset phone, String code) {
        phone.registration().ifPresent(screen -> screen.enterCode(code));
    }

    /** The same emoji again takes the reaction back. */
    private static void react(Chats chats, String emoji) {
        boolean again = chats.open()
                .flatMap(Chat::selected)
                .map(SheetView::myReaction)
                .filter(emoji::equals)
                .isPresent();
        chats.onSelected(message -> again ? message.takeReactionBack() : message.react(emoji));
    }
}
