package dev.doubletick.broker.forwarding;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.builder.PublishBuilder;
import com.hivemq.extension.sdk.api.services.publish.PublishToClientResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Puts parcels into the broker's session of a phone. Never blocks. */
final class SessionPublisher implements BrokerSession {

    /** The user property that carries a parcel's tag inside the broker. {@link Wire} takes it off before the network. */
    static final String TAG = "doubletick-tag";

    /** What the broker takes for "never expires"; any other value, its own default too, costs five bytes on the wire. */
    private static final long NO_EXPIRY = 4_294_967_296L;

    @Override
    public CompletableFuture<Void> publish(PhoneNumber phone, Parcel parcel) {
        return queue(phone, parcel).thenAccept(SessionPublisher::requireQueued);
    }

    private static void requireQueued(PublishToClientResult result) {
        if (result != PublishToClientResult.SUCCESSFUL) {
            throw new IllegalStateException("the broker did not queue it: " + result);
        }
    }

    private static CompletableFuture<PublishToClientResult> queue(PhoneNumber phone, Parcel parcel) {
        Entry first = parcel.entries().get(0).entry();
        PublishBuilder publish = Builders.publish()
                .topic(topic(phone, first))
                .qos(Qos.AT_LEAST_ONCE)
                .payload(parcel.payload())
                .messageExpiryInterval(NO_EXPIRY)
                .userProperty(TAG, Long.toString(parcel.tag()));
        if (first.kind() == EntryKind.MESSAGE) {
            publish.correlationData(ByteBuffer.wrap(first.id().toBytes()));
            first.contentType().ifPresent(publish::contentType);
        }
        return Services.publishService().publishToClient(publish.build(), phone.digits());
    }

    /** As {@link Topic#name} would have it; once for each message, so without its detour. */
    private static String topic(PhoneNumber phone, Entry entry) {
        return switch (entry.kind()) {
            case MESSAGE -> stamped(Topic.Kind.MESSAGE, phone, entry);
            case SEEN -> stamped(Topic.Kind.SEEN, phone, entry);
            case DELIVERED -> Topic.of(Topic.Kind.DELIVERED, phone).name();
            case ACCOUNT -> Topic.of(Topic.Kind.ACCOUNT, phone).name();
            case WAKE_UP -> throw new IllegalArgumentException("a phone's mailbox holds no wake-up");
        };
    }

    private static String stamped(Topic.Kind kind, PhoneNumber phone, Entry entry) {
        return kind.level() + "/" + phone.digits() + "/"
                + entry.sender().orElseThrow().value();
    }
}
