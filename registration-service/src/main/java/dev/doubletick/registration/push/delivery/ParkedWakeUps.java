package dev.doubletick.registration.push.delivery;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** What came as a wake-up and could not be worked on, in PostgreSQL. Every method blocks for one statement. */
public final class ParkedWakeUps {

    private static final int MAX_PAYLOAD_BYTES = 1024;

    private final Jdbi jdbi;

    public ParkedWakeUps(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * One of them, for an operator.
     *
     * @param payload in hexadecimal, the first kilobyte
     */
    public record Parked(long id, String topic, String payload, String reason, Instant parkedAt) {}

    void park(String topic, byte[] payload, String reason, Instant now) {
        byte[] beginning = Arrays.copyOf(payload, Math.min(payload.length, MAX_PAYLOAD_BYTES));
        jdbi.useHandle(handle -> handle.createUpdate("insert into parked_wake_up (topic, payload, reason, parked_at)"
                        + " values (:topic, decode(:payload, 'hex'), :reason, :now)")
                .bind("topic", topic)
                .bind("payload", HexFormat.of().formatHex(beginning))
                .bind("reason", reason)
                .bind("now", now)
                .execute());
    }

    /** The newest. */
    public List<Parked> newest(int most) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select id, topic, encode(payload, 'hex') as payload, reason, parked_at"
                                + " from parked_wake_up order by id desc limit :most")
                        .bind("most", most)
                        .map((row, context) -> new Parked(
                                row.getLong("id"),
                                row.getString("topic"),
                                row.getString("payload"),
                                row.getString("reason"),
                                row.getTimestamp("parked_at").toInstant()))
                        .list());
    }
}
