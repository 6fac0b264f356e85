package dev.doubletick.settings;

import java.util.List;

/** What both servers read. */
final class SharedSettings {

    static final List<Setting> LIST = List.of(
            new Setting(
                    "DOUBLETICK_DATABASE_URL",
                    Server.BOTH,
                    "jdbc:postgresql://host:port/name",
                    "required",
                    "Where the accounts are; the registration service makes the tables.",
                    false),
            new Setting(
                    "DOUBLETICK_DATABASE_USER",
                    Server.BOTH,
                    "text",
                    "required",
                    "The role that owns the tables.",
                    false),
            new Setting(
                    "DOUBLETICK_DATABASE_PASSWORD",
                    Server.BOTH,
                    "text",
                    "empty; required for the broker",
                    "Its password.",
                    true),
            new Setting(
                    "DOUBLETICK_PUSH_CREDENTIAL",
                    Server.BOTH,
                    "32 characters or more",
                    "none: nobody is woken",
                    "With what the push service connects to the broker; the same for both.",
                    true),
            new Setting(
                    "DOUBLETICK_METRICS_TOKEN",
                    Server.BROKER,
                    "32 characters or more",
                    "none: this machine only",
                    "What GET /metrics asks for as a Bearer token.",
                    true),
            new Setting(
                    "DOUBLETICK_LOG_LEVEL",
                    Server.BOTH,
                    "TRACE, DEBUG, INFO, WARN or ERROR",
                    "INFO",
                    "From which level on there is a line in the log.",
                    false));

    private SharedSettings() {}
}
