package dev.doubletick.broker.routing;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import dev.doubletick.broker.Completion;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes chat states (typing, recording) to phones that are connected. They are worth nothing a moment later: never stored. */
public final class ChatStates {

    private static final Logger log = LoggerFactory.getLogger(ChatStates.class);

    private final Predicate<PhoneNumber> connected;

    public ChatStates(Predicate<PhoneNumber> connected) {
        this.connected = connected;
    }

    void pass(Topic topic, PublishPacket publish) {
        if (!connected.test(topic.owner())) {
            return;
        }
        Publish chatState = Builders.publish()
                .topic(topic.name())
                .qos(Qos.AT_MOST_ONCE)
                .payload(publish.getPayload().orElseThrow())
                .build();
        Completion.of(
                Services.publishService()
                        .publishToClient(chatState, topic.owner().digits()),
                (result, failure) -> {
                    if (failure != null) {
                        log.debug("could not pass a chat state to {}: {}", topic.owner(), failure.toString());
                    }
                });
    }
}
