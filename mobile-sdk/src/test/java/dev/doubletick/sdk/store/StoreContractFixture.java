package dev.doubletick.sdk.store;

import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store, two people to write to, and what they write. */
abstract class StoreContractFixture {

    protected static final PhoneNumber ALICE = PhoneNumber.ofE164("+4915112345678");
    protected static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");
    protected static final Instant T1 = Instant.parse("2026-05-01T10:00:00.001Z");
    protected static final Instant T2 = Instant.parse("2026-05-01T10:00:00.002Z");
    protected static final Instant T3 = Instant.parse("2026-05-01T10:00:00.003Z");

    final MessageIdGenerator ids = new MessageIdGenerator(Clock.systemUTC(), new SecureRandom());
    MessageStore store;

    /** A store that is not open, on the same data each time. */
    protected abstract MessageStore create();

    @BeforeEach
    void open() {
        store = create();
        store.open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    void reopen() {
        store.close();
        open();
    }

    Message queue(PhoneNumber to, String text) {
        return store.addOutgoing(ids.next(), to, MessageContent.text(text), T1);
    }

    Message arrive(PhoneNumber from, String text) {
        return store.addIncoming(ids.next(), from, MessageContent.text(text), T1, T2)
                .orElseThrow();
    }

    Message current(Message message) {
        return store.find(message.key()).orElseThrow();
    }

    List<String> found(String query) {
        return store.search(query, Optional.empty(), Long.MAX_VALUE, 10).stream()
                .map(message -> message.text().orElse("?"))
                .toList();
    }
}
