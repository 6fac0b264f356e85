package dev.doubletick.sample.phones.page;

import dev.doubletick.broker.PhoneStatus;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sample.phones.handset.Handset;
import dev.doubletick.sample.phones.network.Packet;
import dev.doubletick.sample.phones.server.PacketLog;
import dev.doubletick.sample.phones.server.ServerView;
import dev.doubletick.sample.wording.PhoneBook;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The panel that shows what the server sees. */
final class ServerRenderer {

    static final String ID = "server";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final Templates templates;
    private final PhoneBook contacts;
    private final ZoneId zone;

    ServerRenderer(Templates templates, PhoneBook contacts, ZoneId zone) {
        this.templates = templates;
        this.contacts = contacts;
        this.zone = zone;
    }

    Fragment render(List<Handset> phones, ServerView server, List<PacketLog.Entry> packets) {
        return templates.fragment(
                "server",
                ID,
                Map.of(
                        "cards",
                        templates.list(
                                "cards",
                                "s-cards",
                                phones.stream()
                                        .map(phone -> card(phone, server))
                                        .toList()),
                        "packets",
                        templates.list(
                                "packets",
                                "s-packets",
                                packets.stream().map(this::packet).toList())));
    }

    private Fragment card(Handset phone, ServerView server) {
        PhoneStatus status = server.status(phone.number());
        return templates.fragment(
                "card",
                "s-" + phone.slot(),
                Map.of(
                        "name", phone.person().name(),
                        "number", phone.number().e164(),
                        "connected", status.connected(),
                        "messages", status.mailbox().messages(),
                        "bytes", status.mailbox().messageBytes(),
                        "receipts", status.mailbox().receipts(),
                        "pushes", server.pushes(phone.number())));
    }

    private Fragment packet(PacketLog.Entry entry) {
        Packet packet = entry.packet();
        return templates.fragment(
                "packet",
                "s-p-" + entry.number(),
                Map.of(
                        "time", TIME.format(packet.at().atZone(zone)),
                        "name", contacts.name(packet.phone()),
                        "tint", Faces.tint(packet.phone()),
                        "toServer", packet.toServer(),
                        "type", packet.type(),
                        "words", words(packet),
                        "bytes", packet.bytes()));
    }

    /** What a packet is about, as far as its type does not say it. */
    private String words(Packet packet) {
        if (packet.reason() >= 0x80 || (packet.type().equals("PUBACK") && packet.reason() != 0)) {
            return String.format(Locale.ROOT, "refused, 0x%02X", packet.reason());
        }
        return switch (packet.type()) {
            case "PUBLISH" -> packet.topic().map(this::publication).orElse("");
            case "SUBSCRIBE" ->
                packet.topic().map(topic -> "watches " + name(topic.owner())).orElse("");
            case "UNSUBSCRIBE" ->
                packet.topic()
                        .map(topic -> "watches " + name(topic.owner()) + " no longer")
                        .orElse("");
            case "PUBACK" -> packet.toServer() ? "stored on the phone" : "stored on the server";
            default -> "";
        };
    }

    private String publication(Topic topic) {
        String other = topic.sender().map(from -> " from " + name(from)).orElseGet(() -> " to " + name(topic.owner()));
        return switch (topic.kind()) {
            case MESSAGE -> "message" + other;
            case SEEN -> "seen receipt" + other;
            case CHAT_STATE -> "chat state" + other;
            case DELIVERED -> "delivered receipt";
            case PRESENCE -> "presence of " + name(topic.owner());
            case ACCOUNT -> "account event";
        };
    }

    private String name(PhoneNumber phone) {
        return contacts.name(phone);
    }
}
