package dev.doubletick.broker.presence;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import com.hivemq.extension.sdk.api.services.publish.PublishToClientResult;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.protocol.Topic;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** The way to a watcher. */
interface PresenceSender {

    /** What the broker takes for "never expires": any other value, its own default too, costs five bytes on the wire. */
    long NO_EXPIRY = 4_294_967_296L;

    /**
     * Tells one watcher. What is told first arrives first. Must not block.
     *
     * @return whether it is still subscribed
     */
    CompletableFuture<Boolean> send(PhoneNumber watcher, PhoneNumber who, Presence presence);

    /** Into the watcher's MQTT session, with QoS 0: whoever is not connected has no use for it. */
    static PresenceSender toSessions() {
        return (watcher, who, presence) -> {
            Publish publish = Builders.publish()
                    .topic(Topic.of(Topic.Kind.PRESENCE, who).name())
                    .qos(Qos.AT_MOST_ONCE)
                    .payload(ByteBuffer.wrap(presence.toBytes()))
                    .messageExpiryInterval(NO_EXPIRY)
                    .build();
            return Services.publishService()
                    .publishToClient(publish, watcher.digits())
                    .thenApply(result -> result != PublishToClientResult.NOT_SUBSCRIBED);
        };
    }
}
