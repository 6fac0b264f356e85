package dev.doubletick.sdk.internal.timeline;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.ContentCodec;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done when the store is opened, and then daily: reading again what an older version could not, and throwing away. */
public final class Maintenance {

    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

    /** The setting that says up to which version of the codec the contents have been read. */
    static final String CODEC_VERSION = "codec-version";

    /** Longer than any message can be on its way, so that what is gone does not arrive once more. */
    private static final Duration KEEP_KEYS = Limits.MAX_MESSAGE_EXPIRY.plusDays(7);

    private static final int BATCH = 200;

    private final MessageStore store;
    private final Clock clock;
    private final Arrivals arrivals;

    public Maintenance(MessageStore store, Clock clock, Arrivals arrivals) {
        this.store = store;
        this.clock = clock;
        this.arrivals = arrivals;
    }

    /** A failure is logged, and all of it is done the next time. */
    public void run() {
        try {
            if (!store.setting(CODEC_VERSION).equals(Optional.of(String.valueOf(ContentCodec.VERSION)))) {
                rereadAll();
                store.saveSetting(CODEC_VERSION, String.valueOf(ContentCodec.VERSION));
            }
            store.prune(clock.instant().minus(KEEP_KEYS));
        } catch (StoreException e) {
            log.warn("the message database could not be tidied up", e);
        }
    }

    private void rereadAll() {
        long after = 0;
        List<Message> batch = store.unreadable(after, BATCH);
        while (!batch.isEmpty()) {
            reread(batch);
            after = batch.get(batch.size() - 1).position();
            batch = store.unreadable(after, BATCH);
        }
    }

    private void reread(List<Message> batch) {
        store.inTransaction(() -> {
            for (Message message : batch) {
                MessageContent content = message.content();
                if (!(content.envelope().body() instanceof Body.Unknown)) {
                    store.reread(message.key(), clock.instant());
                    arrivals.becameReadable(message);
                }
            }
            return batch;
        });
    }
}
