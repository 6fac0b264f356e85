package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Mailbox.WakeRegistration;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WakeListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears wake signals. A listener that throws loses a signal, and disturbs nobody else. */
final class Wakes {

    private static final Logger LOG = LoggerFactory.getLogger(Wakes.class);

    private final List<WakeListener> listeners = new CopyOnWriteArrayList<>();

    WakeRegistration register(WakeListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void wake(MailboxOwner owner) {
        tell(listener -> listener.wake(owner));
    }

    void resync() {
        tell(WakeListener::resync);
    }

    private void tell(Consumer<WakeListener> signal) {
        for (WakeListener listener : listeners) {
            try {
                signal.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.error("A listener for mailbox wake signals failed", e);
            }
        }
    }
}
