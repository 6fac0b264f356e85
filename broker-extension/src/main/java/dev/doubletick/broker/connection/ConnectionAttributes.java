package dev.doubletick.broker.connection;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionAttributeStore;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import dev.doubletick.broker.account.Credential;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What we remember about one connection from CONNECT to its end; the broker forgets it with the connection. */
final class ConnectionAttributes {

    private static final String CREDENTIAL = "doubletick.credential";
    private static final String SESSION_PRESENT = "doubletick.session-present";
    private static final String MAXIMUM_PACKET_SIZE = "doubletick.maximum-packet-size";
    private static final String SERIAL = "doubletick.serial";

    private final ConnectionAttributeStore store;

    private ConnectionAttributes(ConnectionAttributeStore store) {
        this.store = store;
    }

    static ConnectionAttributes of(ConnectionInformation connection) {
        return new ConnectionAttributes(connection.getConnectionAttributeStore());
    }

    /** The credential that this connection was let in with. */
    void credential(Credential credential) {
        store.put(CREDENTIAL, ByteBuffer.wrap(credential.sha256()));
    }

    Optional<Credential> credential() {
        return store.get(CREDENTIAL).map(bytes -> {
            byte[] sha256 = new byte[bytes.remaining()];
            bytes.duplicate().get(sha256);
            return Credential.ofSha256(sha256);
        });
    }

    /** Whether the broker went on with an earlier session. */
    void sessionPresent(boolean present) {
        store.putAsString(SESSION_PRESENT, Boolean.toString(present));
    }

    boolean sessionPresent() {
        return store.getAsString(SESSION_PRESENT).map(Boolean::parseBoolean).orElse(false);
    }

    /** The largest packet that the phone takes, in bytes. */
    void maximumPacketSize(long bytes) {
        store.putAsString(MAXIMUM_PACKET_SIZE, Long.toString(bytes));
    }

    long maximumPacketSize() {
        return store.getAsString(MAXIMUM_PACKET_SIZE).map(Long::parseLong).orElse(Long.MAX_VALUE);
    }

    /** Tells connections of the same phone apart. */
    void serial(long serial) {
        store.putAsString(SERIAL, Long.toString(serial));
    }

    Optional<Long> serial() {
        return store.getAsString(SERIAL).map(Long::valueOf);
    }
}
