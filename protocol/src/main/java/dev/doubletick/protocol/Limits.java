package dev.doubletick.protocol;

import java.time.Duration;

/** Limits of the protocol, the same for every deployment. */
public final class Limits {

    /** A payload's most bytes, 64 KiB. Anything larger is media and goes over HTTP. */
    public static final int MAX_PAYLOAD_BYTES = 64 * 1024;

    /** The longest that the server holds an undelivered message, and what it assumes where the message names no expiry. */
    public static final Duration MAX_MESSAGE_EXPIRY = Duration.ofDays(30);

    /** How long after a message its author may delete it for everyone, by the times in the two message ids. */
    public static final Duration DELETE_FOR_EVERYONE_WITHIN = Duration.ofDays(2);

    /** The least that the server holds a disappearing message: a phone that is switched off for a night gets it. */
    public static final Duration MIN_DISAPPEARING_EXPIRY = Duration.ofDays(1);

    /** The MQTT content type of a protobuf {@code Content} payload. Absent means plain UTF-8 text. */
    public static final String CONTENT_TYPE_DT1 = "dt1";

    /** The MQTT user property that, with the value {@code 1}, keeps a message from ever causing a push. */
    public static final String SILENT_PROPERTY = "silent";

    /** How many numbers a connected phone may watch at a time: more than a list of chats shows, too few to follow a city. */
    public static final int MAX_WATCHED = 200;

    /** How many different numbers a phone may watch within a day: presence is no way to find out who is registered. */
    public static final int MAX_WATCHED_IN_A_DAY = 1_000;

    private Limits() {}
}
