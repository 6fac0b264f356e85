package dev.doubletick.broker.connection;

import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.services.Services;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.account.Credential;
import dev.doubletick.protocol.PhoneNumber;
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

    /** Closes it because the number's credential was replaced or revoked; the reason tells the phone not to come back. */
    void closeAsRevoked() {
        close(DisconnectReasonCode.NOT_AUTHORIZED, "the credential is no longer valid");
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
