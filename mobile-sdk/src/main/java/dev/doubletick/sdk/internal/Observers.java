package dev.doubletick.sdk.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who want to know that something has changed, and look for themselves what. Safe on any thread. */
public final class Observers {

    /** Both methods are called one after the other, with the app's callbacks. */
    public interface Observer {

        /** Something that can be read is not what it was. */
        void changed();

        /** The SDK is closed. */
        void ended();
    }

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
        observers.forEach(Observer::changed);
    }

    public void end() {
        ended = true;
        observers.forEach(Observer::ended);
    }
}
