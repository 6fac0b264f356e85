package dev.doubletick.benchmark.mode;

/** Divides a number of messages among senders, as evenly as it goes. Zero messages means no bound. */
final class Quotas {

    private final int messages;
    private final int senders;

    Quotas(int messages, int senders) {
        this.messages = messages;
        this.senders = senders;
    }

    int of(int sender) {
        return messages == 0 ? Integer.MAX_VALUE : messages / senders + (sender < messages % senders ? 1 : 0);
    }

    long total() {
        return messages == 0 ? Long.MAX_VALUE : messages;
    }
}
