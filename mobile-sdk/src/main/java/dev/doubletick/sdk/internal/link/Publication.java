package dev.doubletick.sdk.internal.link;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.Topic;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Something to be published with QoS 1: a message, or the seen receipts for one phone. An immutable value. */
public final class Publication {

    private final Topic topic;
    private final MessageContent content;
    private final List<MessageId> ids;

    private Publication(Topic topic, MessageContent content, List<MessageId> ids) {
        this.topic = topic;
        this.content = content;
        this.ids = ids;
    }

    public static Publication message(Message message) {
        return new Publication(
                Topic.of(Topic.Kind.MESSAGE, message.conversation()),
                message.content(),
                Collections.singletonList(message.id()));
    }

    public static Publication receipts(Topic topic, List<MessageId> ids) {
        return new Publication(
                topic,
                MessageContent.of(Optional.empty(), MessageId.toBytes(ids)),
                Collections.unmodifiableList(new ArrayList<>(ids)));
    }

    public Topic topic() {
        return topic;
    }

    public MessageContent content() {
        return content;
    }

    /** The message's id, or those that the receipt is about. */
    public List<MessageId> ids() {
        return ids;
    }

    /** How long the server may hold it; empty: as long as it does by itself. */
    public Optional<Duration> expiry() {
        Duration stays = isMessage() ? content.envelope().expiresAfter() : Duration.ZERO;
        if (stays.isZero()) {
            return Optional.empty();
        }
        Duration least = Limits.MIN_DISAPPEARING_EXPIRY;
        Duration wanted = stays.compareTo(least) < 0 ? least : stays;
        return Optional.of(wanted).filter(time -> time.compareTo(Limits.MAX_MESSAGE_EXPIRY) < 0);
    }

    /** Whether it is no reason to wake anybody: a change other than a reaction. */
    public boolean isSilent() {
        Body body = isMessage() ? content.envelope().body() : Body.Unknown.INSTANCE;
        return body.isChange()
                && !(body instanceof Body.Reaction
                        && !((Body.Reaction) body).emoji().isEmpty());
    }

    private boolean isMessage() {
        return topic.kind() == Topic.Kind.MESSAGE;
    }

    /** What goes out as correlation data: a message's id. Receipts need none, they may come twice. */
    public Optional<MessageId> correlation() {
        return isMessage() ? Optional.of(ids.get(0)) : Optional.empty();
    }
}
