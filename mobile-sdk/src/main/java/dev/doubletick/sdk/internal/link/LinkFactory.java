package dev.doubletick.sdk.internal.link;

import dev.doubletick.sdk.Account;

/** Makes links. */
public interface LinkFactory {

    /** A link that is not connecting yet. */
    Link create(Account account, BrokerAddress broker, LinkEvents events);
}
