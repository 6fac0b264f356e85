package dev.doubletick.protocol.server;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a broker has counted since its start of its decisions whom to wake, for push services to show. An immutable value.
 *
 * <p>On the wire, a PUBLISH of QoS 0 on {@code x/wake-counts/{broker}} to service principals, every few seconds. The payload is
 * text, a line for each count: its name, a space, its value, a line feed.
 */
public final class WakeUpCounts {

    /** What a push service subscribes to. */
    public static final String FILTER = "x/wake-counts/+";

    private static final String TOPIC = "x/wake-counts/";
    private static final Pattern BROKER = Pattern.compile("[0-9A-Za-z-]{1,64}");
    private static final Pattern LINE = Pattern.compile("([a-z][a-z.-]{0,63}) ([0-9]{1,18})");
    private static final int MAX_BYTES = 8 * 1024;

    private final SortedMap<String, Long> counts;

    private WakeUpCounts(SortedMap<String, Long> counts) {
        this.counts = Collections.unmodifiableSortedMap(counts);
    }

    /**
     * @param counts by name: small letters, dots and dashes; none negative
     * @throws IllegalArgumentException if a name or a value is none
     */
    public static WakeUpCounts of(Map<String, Long> counts) {
        counts.forEach((name, value) -> {
            if (!LINE.matcher(name + " " + value).matches()) {
                throw new IllegalArgumentException("no count: " + name + " " + value);
            }
        });
        return new WakeUpCounts(new TreeMap<>(counts));
    }

    /** Reads a payload. Empty if it is none. */
    public static Optional<WakeUpCounts> ofBytes(byte[] payload) {
        if (payload.length > MAX_BYTES) {
            return Optional.empty();
        }
        SortedMap<String, Long> counts = new TreeMap<>();
        for (String text : new String(payload, StandardCharsets.UTF_8).split("\n", -1)) {
            Matcher line = LINE.matcher(text);
            if (line.matches()) {
                counts.put(line.group(1), Long.parseLong(line.group(2)));
            } else if (!text.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(new WakeUpCounts(counts));
    }

    /** The payload. */
    public byte[] toBytes() {
        StringBuilder text = new StringBuilder();
        counts.forEach((name, value) ->
                text.append(name).append(' ').append(value.longValue()).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** By name. */
    public SortedMap<String, Long> counts() {
        return counts;
    }

    /** Where a broker publishes. */
    public static String topic(String broker) {
        return TOPIC + broker;
    }

    /** Which broker publishes there; empty if that is not a topic of counts. */
    public static Optional<String> broker(String topic) {
        return topic.startsWith(TOPIC)
                ? Optional.of(topic.substring(TOPIC.length()))
                        .filter(broker -> BROKER.matcher(broker).matches())
                : Optional.empty();
    }
}
