package dev.doubletick.broker.connection;

import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.account.Credential;
import dev.doubletick.protocol.AccountEvent;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MQTT connection of one phone, from CONNACK to its end.
 *
 * @param serial ascends with every connection of this broker
 * @param credential that it was let in with
 * @param sessionPresent whether the broker went on with an earlier session
 * @param maximumPacketSize the largest packet that the phone takes, in bytes
 */
public record PhoneConnection(
        PhoneNumber phone, long serial, Credential credential, boolean sessionPresent, long maximumPacketSize) {

    private static final Logger log = LoggerFactory.getLogger(PhoneConnection.class);

    /** Tells the phone, as long as it is connected, what has become of its account: it is about to be cut off. */
    void tell(AccountEvent event) {
        Publish publish = Builders.publish()
                .topic(Topic.of(Topic.Kind.ACCOUNT, phone).name())
                // Nothing to be kept: the session goes on to the number's next device, which it does not concern.
                .qos(Qos.AT_MOST_ONCE)
                .payload(ByteBuffer.wrap(event.toBytes()))
                .build();
        Completion.of(Services.publishService().publishToClient(publish, phone.digits()), (told, failure) -> {
            if (failure != null) {
                log.debug("could not tell {} of its account: {}", phone, failure.toString());
            }
        });
    }

    /** Closes it because the credential is void; the reason tells the phone not to come back. */
    void close(AccountEvent event) {
        close(
                DisconnectReasonCode.NOT_AUTHORIZED,
                switch (event) {
                    case REPLACED -> "this number was registered on another device";
                    case REVOKED -> "the credential was revoked";
                    case DELETED -> "the account was deleted";
                });
    }

    /** Closes it because another broker serves this phone now. */
    public void closeAsTakenOver() {
        close(DisconnectReasonCode.SESSION_TAKEN_OVER, "this phone has connected elsewhere");
    }

    private void close(DisconnectReasonCode reason, String words) {
        Completion.of(
                Services.clientService().disconnectClient(phone.digits(), true, reason, words), (closed, failure) -> {
                    if (failure != null) {
                        log.warn("could not disconnect {}: {}", phone, failure.toString());
                    }
                });
    }
}
