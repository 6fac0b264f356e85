package dev.doubletick.sdk.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to know that something has changed, and look for themselves what. Safe on any thread. */
public final class Observers {

    /** Both methods are called one after the other, with the app's callbacks. */
    public interface Observer {

        /** Something that can be read is not what it was. */
        void changed();

        /** The SDK is closed. */
        void ended();
    }

    private static final Logger log = LoggerFactory.getLogger(Observers.class);

    private final List<Observer> observers = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    public void add(Observer observer) {
        observers.add(observer);
        if (ended) {
            observer.ended();
        }
    }

    public void remove(Observer observer) {
        observers.remove(observer);
    }

    public void changed() {
        tell(Observer::changed);
    }

    public void end() {
        ended = true;
        tell(Observer::ended);
    }

    /** One that fails keeps nothing from the others. */
    private void tell(Consumer<Observer> news) {
        for (Observer observer : observers) {
            try {
                news.accept(observer);
            } catch (RuntimeException | Error e) {
                log.error("an error in an observer", e);
            }
        }
    }
}
