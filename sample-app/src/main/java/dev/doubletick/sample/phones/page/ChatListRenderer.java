package dev.doubletick.sample.phones.page;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.phones.app.Chats;
import dev.doubletick.sample.wording.PhoneBook;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The screen with all chats, and what a search has found. */
final class ChatListRenderer {

    private final Templates templates;
    private final PhoneBook contacts;
    private final Wording wording;

    ChatListRenderer(Templates templates, PhoneBook contacts, Wording wording) {
        this.templates = templates;
        this.contacts = contacts;
        this.wording = wording;
    }

    Fragment render(String phone, String path, Chats chats, ConnectionState.Kind connection) {
        String id = phone + "-chats";
        Fragment head = templates.fragment(
                "chats-head",
                id + "-head",
                Map.of(
                        "number",
                        chats.me().e164(),
                        "notice",
                        Wording.connection(connection),
                        "lost",
                        ConnectionState.of(connection).isFinal(),
                        "path",
                        path));
        Fragment inner = chats.query().isEmpty() ? chatRows(id, path, chats) : foundRows(id, path, chats);
        Fragment body = templates.fragment("body", id + "-body", Map.of("inner", inner));
        return templates.fragment("chats", id, Map.of("path", path, "head", head, "body", body));
    }

    private Fragment chatRows(String id, String path, Chats chats) {
        List<Fragment> rows = new ArrayList<>();
        for (Conversation conversation : chats.conversations()) {
            rows.add(row(id, path, conversation.with(), conversationRow(chats, conversation)));
        }
        contacts.entries().forEach((number, name) -> {
            boolean known = chats.conversations().stream()
                    .anyMatch(conversation -> conversation.with().equals(number));
            if (!known && !number.equals(chats.me())) {
                rows.add(row(id, path, number, contactRow(chats, number, name)));
            }
        });
        return templates.list("rows", id + "-rows", rows);
    }

    private Fragment row(String id, String path, PhoneNumber number, RowView row) {
        return templates.fragment("row", id + "-" + number.digits(), Map.of("path", path, "row", row));
    }

    private RowView conversationRow(Chats chats, Conversation conversation) {
        PhoneNumber with = conversation.with();
        Message last = conversation.lastMessage();
        Optional<String> doing = doing(chats.state(with));
        boolean own = last.direction() == Direction.OUTGOING;
        String name = contacts.name(with);
        return new RowView(
                name,
                Faces.initial(name),
                Faces.tint(with),
                wording.timeOrDay(last.createdAt()),
                doing.orElseGet(() -> Wording.line(last)),
                own && doing.isEmpty() ? last.status().name() : "",
                doing.isPresent(),
                conversation.unread(),
                "chat",
                "with",
                with.digits());
    }

    private static RowView contactRow(Chats chats, PhoneNumber number, String name) {
        Optional<String> doing = doing(chats.state(number));
        return new RowView(
                name,
                Faces.initial(name),
                Faces.tint(number),
                "",
                doing.orElseGet(number::e164),
                "",
                doing.isPresent(),
                0,
                "chat",
                "with",
                number.digits());
    }

    static Optional<String> doing(ChatState state) {
        return switch (state) {
            case TYPING -> Optional.of("typing…");
            case RECORDING -> Optional.of("recording…");
            case IDLE -> Optional.empty();
        };
    }

    private Fragment foundRows(String id, String path, Chats chats) {
        List<Fragment> rows = new ArrayList<>();
        for (Message message : chats.found()) {
            String key = Keys.write(message.key());
            String name = contacts.name(message.conversation());
            RowView row = new RowView(
                    name,
                    Faces.initial(name),
                    Faces.tint(message.conversation()),
                    wording.timeOrDay(message.createdAt()),
                    Wording.line(message),
                    message.direction() == Direction.OUTGOING ? message.status().name() : "",
                    false,
                    0,
                    "found",
                    "message",
                    key);
            rows.add(templates.fragment("row", id + "-f-" + key, Map.of("path", path, "row", row)));
        }
        return rows.isEmpty()
                ? templates.fragment("nothing", id + "-nothing", Map.of("text", "Nothing found"))
                : templates.list("rows", id + "-found", rows);
    }
}
