package dev.doubletick.sample.phones.page;

import dev.doubletick.protocol.content.Body;
import dev.doubletick.sample.phones.app.Chat;
import dev.doubletick.sample.phones.app.Chats;
import dev.doubletick.sample.wording.PhoneBook;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.Reaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The screen with one chat. */
final class ChatRenderer {

    private final Templates templates;
    private final PhoneBook contacts;
    private final Wording wording;

    ChatRenderer(Templates templates, PhoneBook contacts, Wording wording) {
        this.templates = templates;
        this.contacts = contacts;
        this.wording = wording;
    }

    Fragment render(String phone, String path, Chats chats, Chat chat, ConnectionState.Kind connection) {
        String id = phone + "-chat-" + chat.with().digits();
        return templates.fragment(
                "chat",
                id,
                Map.of(
                        "head", head(id, path, chats, chat, connection),
                        "earlier",
                                templates.fragment(
                                        "earlier", id + "-earlier", Map.of("path", path, "more", chat.hasEarlier())),
                        "log", templates.list("log", id + "-log", messages(id, path, chat)),
                        "composer", composer(id, path, chat),
                        "sheet", sheet(id, path, chat)));
    }

    private Fragment head(String id, String path, Chats chats, Chat chat, ConnectionState.Kind connection) {
        Optional<String> doing = ChatListRenderer.doing(chats.state(chat.with()));
        String presence = chat.presence().map(wording::presence).orElse("");
        String line =
                connection == ConnectionState.Kind.CONNECTED ? doing.orElse(presence) : Wording.connection(connection);
        String name = contacts.name(chat.with());
        return templates.fragment(
                "chat-head",
                id + "-head",
                Map.of(
                        "path",
                        path,
                        "name",
                        name,
                        "initial",
                        Faces.initial(name),
                        "tint",
                        Faces.tint(chat.with()),
                        "line",
                        line,
                        "active",
                        doing.isPresent() || line.equals("online"),
                        "unread",
                        chats.unread()));
    }

    private List<Fragment> messages(String id, String path, Chat chat) {
        List<Fragment> items = new ArrayList<>();
        String day = "";
        Optional<Direction> last = Optional.empty();
        for (Message message : chat.messages()) {
            String today = wording.day(message.createdAt());
            if (!today.equals(day)) {
                day = today;
                last = Optional.empty();
                items.add(templates.fragment("day", id + "-day-" + items.size(), Map.of("text", day)));
            }
            boolean first = last.filter(message.direction()::equals).isEmpty();
            last = Optional.of(message.direction());
            items.add(message(id, path, chat, message, first));
        }
        return items;
    }

    private Fragment message(String id, String path, Chat chat, Message message, boolean first) {
        String messageId = id + "-" + Keys.write(message.key());
        Fragment bubble =
                templates.fragment("bubble", messageId + "-b", Map.of("path", path, "bubble", bubble(chat, message)));
        return templates.fragment(
                "message",
                messageId,
                Map.of(
                        "outgoing",
                        message.direction() == Direction.OUTGOING,
                        "first",
                        first,
                        "found",
                        chat.found().filter(message.key()::equals).isPresent(),
                        "bubble",
                        bubble));
    }

    private BubbleView bubble(Chat chat, Message message) {
        Optional<Message> answered = message.replyTo().flatMap(chat::message);
        boolean own = message.direction() == Direction.OUTGOING;
        Body body = message.body();
        return new BubbleView(
                kind(body),
                body instanceof Body.Location place ? placeName(place) : Wording.line(message),
                body instanceof Body.Location place ? Wording.mapLink(place) : "",
                wording.time(message.createdAt()),
                message.editedAt().isPresent(),
                own && !(body instanceof Body.Deleted) ? message.status().name() : "",
                message.failure().map(Wording::failure).orElse(""),
                message.reactions().stream().map(Reaction::emoji).distinct().collect(Collectors.joining()),
                answered.map(this::author).orElse(""),
                answered.map(Wording::line).orElse(""),
                Keys.write(message.key()));
    }

    private static String kind(Body body) {
        if (body instanceof Body.Text) {
            return "text";
        }
        if (body instanceof Body.Location) {
            return "location";
        }
        return body instanceof Body.Deleted ? "deleted" : "notice";
    }

    private static String placeName(Body.Location place) {
        return place.name().isEmpty() ? "Location" : place.name();
    }

    private String author(Message message) {
        return message.direction() == Direction.OUTGOING ? "You" : contacts.name(message.conversation());
    }

    private Fragment composer(String id, String path, Chat chat) {
        Optional<Message> on = chat.draftOn();
        String context =
                switch (chat.draft()) {
                    case NEW -> "";
                    case REPLY -> "Reply to " + on.map(this::author).orElse("");
                    case EDIT -> "Edit";
                };
        String value =
                chat.draft() == Chat.Draft.EDIT ? on.flatMap(Message::text).orElse("") : "";
        return templates.fragment(
                "composer",
                id + "-composer",
                Map.of(
                        "path",
                        path,
                        "context",
                        context,
                        "quote",
                        on.map(Wording::line).orElse(""),
                        "value",
                        value));
    }

    private Fragment sheet(String id, String path, Chat chat) {
        return chat.selected()
                .map(message -> templates.fragment(
                        "sheet", id + "-sheet", Map.of("path", path, "sheet", SheetView.of(message))))
                .orElseGet(() -> templates.fragment("sheet", id + "-sheet", Map.of("path", path)));
    }
}
