package dev.doubletick.settings;

import java.util.List;

/** What the broker's extension reads, from the environment or from {@code doubletick.properties} in its folder. */
final class BrokerSettings {

    static final List<Setting> LIST = List.of(
            of(
                    "MAILBOX_FOLDER",
                    "folder on a disk that honours fsync",
                    "doubletick-mailbox in the broker's data folder",
                    "Where undelivered messages are kept."),
            of(
                    "MAILBOX_MAX_MESSAGES",
                    "whole number, messages",
                    "10000",
                    "How much may wait for one phone before its senders are told to wait (0x97)."),
            of("MAILBOX_MAX_BYTES", "whole number, bytes", "67108864", "The same in bytes."),
            of(
                    "PUSH_GRACE",
                    "duration: 500ms, 2s, 5m, 1h, 7d",
                    "2s",
                    "How long a phone has to come by itself before it is woken."),
            of(
                    "PUSH_SILENCE",
                    "duration",
                    "10s",
                    "After how long a connected phone that acknowledges nothing is woken."),
            of(
                    "PUSH_REMINDERS",
                    "durations with commas, or none",
                    "1h, 1d, 7d",
                    "When a phone that has not come is woken again."),
            of("PUSH_GRACE_AFTER_START", "duration", "30s", "The grace for all phones after a start of the broker."),
            of(
                    "PUSH_MAX_PHONES",
                    "whole number, phones",
                    "500000",
                    "For how many phones with waiting mail wake-ups are kept in memory."),
            of(
                    "BROKER_HTTP_HOST",
                    "address",
                    "127.0.0.1",
                    "Where the port for operators listens: /livez, /readyz, /metrics."),
            of("BROKER_HTTP_PORT", "0 to 65535, 0 for any free one", "8090", "That port."));

    private BrokerSettings() {}

    private static Setting of(String name, String type, String fallback, String meaning) {
        return new Setting(Setting.PREFIX + name, Server.BROKER, type, fallback, meaning, false);
    }
}
