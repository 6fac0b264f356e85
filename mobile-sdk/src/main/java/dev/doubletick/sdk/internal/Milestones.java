package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Futures that wait until an outgoing message has come so far. Runs on the worker, after the commit of each step. */
final class Milestones {

    private static final class Wait {
        private final MessageKey message;
        private final MessageStatus wanted;
        private final CompletableFuture<Message> promise;

        Wait(MessageKey message, MessageStatus wanted, CompletableFuture<Message> promise) {
            this.message = message;
            this.wanted = wanted;
            this.promise = promise;
        }
    }

    private final Callbacks callbacks;
    private final List<Wait> waits = new ArrayList<>();

    Milestones(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

    /**
     * @param now the message as it is in the store
     */
    void add(CompletableFuture<Message> promise, Message now, MessageStatus wanted) {
        if (hasCome(now, wanted)) {
            callbacks.complete(promise, now);
        } else {
            waits.add(new Wait(now.key(), wanted, promise));
        }
    }

    /** A message written here has come further. */
    void statusChanged(Message message) {
        end(
                wait -> wait.message.equals(message.key()) && hasCome(message, wait.wanted),
                wait -> callbacks.complete(wait.promise, message));
    }

    /** Nothing more will be heard of a message. */
    void removed(Message message) {
        end(wait -> wait.message.equals(message.key()), this::fail);
    }

    /** Nothing more will be heard of any. */
    void cleared() {
        end(wait -> true, this::fail);
    }

    private void fail(Wait wait) {
        callbacks.fail(wait.promise, new IllegalStateException("the message is no longer on this phone"));
    }

    private interface Ending {
        void end(Wait wait);
    }

    private void end(Predicate<Wait> which, Ending how) {
        waits.removeIf(wait -> {
            boolean over = wait.promise.isDone();
            if (!over && which.test(wait)) {
                how.end(wait);
                over = true;
            }
            return over;
        });
    }

    /** A message that was refused comes no further. */
    private static boolean hasCome(Message message, MessageStatus wanted) {
        return message.status() == MessageStatus.FAILED || message.status().compareTo(wanted) >= 0;
    }
}
