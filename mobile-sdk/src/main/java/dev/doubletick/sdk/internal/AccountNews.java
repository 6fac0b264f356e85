package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.AccountEvent;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkException;
import java.util.Optional;

/** Reads what the broker tells a phone of its account, just before it cuts it off. */
final class AccountNews {

    /** MQTT 5, section 2.4: not authorized. */
    private static final int NOT_AUTHORIZED = 0x87;

    private AccountNews() {}

    /** The state that it leads to; empty if it is about something else, or something that this version does not know. */
    static Optional<ConnectionState> read(Link link, Inbound inbound) {
        return Topic.parse(inbound.topic())
                .filter(topic ->
                        topic.kind() == Topic.Kind.ACCOUNT && topic.owner().equals(link.phone()))
                .flatMap(topic -> AccountEvent.ofBytes(inbound.content().payload()))
                .map(AccountNews::state);
    }

    private static ConnectionState state(AccountEvent event) {
        switch (event) {
            case REPLACED:
                return state(Kind.REPLACED, "the number was registered on another device");
            case REVOKED:
                return state(Kind.CREDENTIAL_REFUSED, "the credential was revoked");
            default:
                return state(Kind.CREDENTIAL_REFUSED, "the account was deleted");
        }
    }

    private static ConnectionState state(Kind kind, String reason) {
        return ConnectionState.of(kind, LinkException.disconnected(NOT_AUTHORIZED, Optional.of(reason)));
    }
}
