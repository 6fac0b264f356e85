package dev.doubletick.broker.service;

import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import dev.doubletick.broker.SampledLog;
import dev.doubletick.broker.account.Credential;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets services in: those that the configuration names, each with its own credential. Their sessions end with the connection,
 * because what waits for a service waits in its mailbox, where every instance of it can get it.
 */
public final class ServiceCredentials {

    private static final Logger log = LoggerFactory.getLogger(ServiceCredentials.class);
    private static final int MAX_PASSWORD_BYTES = 256;

    private final SampledLog refused = SampledLog.one();
    private final Map<ServicePrincipal, Credential> credentials;

    public ServiceCredentials(Map<ServicePrincipal, Credential> credentials) {
        this.credentials = Map.copyOf(credentials);
    }

    /**
     * Answers the CONNECT of a client whose id {@linkplain ServicePrincipal#isClaimed claims} to be a service's. False if it is
     * refused.
     */
    public boolean authenticate(ConnectPacket connect, SimpleAuthOutput output) {
        Optional<ServicePrincipal> principal = ServicePrincipal.ofClientId(connect.getClientId());
        if (principal.isEmpty()) {
            output.failAuthentication(
                    ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "a service's client id must be x/{name}/{instance}");
        } else if (!isKnown(principal.get(), connect)) {
            output.failAuthentication(
                    ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "this is not the service's user name and credential");
            refused.say(more ->
                    log.warn("refused {}: not its credential{}", principal.get().userName(), more));
        } else if (!connect.getCleanStart() || connect.getSessionExpiryInterval() != 0) {
            output.failAuthentication(
                    ConnackReasonCode.NOT_AUTHORIZED, "a service connects with clean start and no session expiry");
        } else if (connect.getWillPublish().isPresent()) {
            output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED, "a will message is not allowed");
        } else {
            output.authenticateSuccessfully();
            return true;
        }
        return false;
    }

    private boolean isKnown(ServicePrincipal principal, ConnectPacket connect) {
        Optional<ByteBuffer> password = connect.getPassword();
        Credential known = credentials.get(principal);
        return known != null
                && connect.getUserName().equals(Optional.of(principal.userName()))
                && password.isPresent()
                && password.get().remaining() <= MAX_PASSWORD_BYTES
                && Credential.presented(password.get()).equals(known);
    }
}
