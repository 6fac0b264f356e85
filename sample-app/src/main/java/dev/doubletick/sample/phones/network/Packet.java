package dev.doubletick.sample.phones.network;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.time.Instant;
import java.util.Optional;

/**
 * What was seen of one MQTT packet between a phone and the broker.
 *
 * @param at when it passed
 * @param phone the phone on this connection
 * @param toServer which way it went
 * @param type its name in the standard, such as PUBLISH
 * @param topic where a PUBLISH, SUBSCRIBE or UNSUBSCRIBE goes to, or comes from
 * @param payload what a PUBLISH carries, in bytes
 * @param reason what an acknowledgement says; 0 is success
 * @param bytes the whole packet, on the wire
 */
public record Packet(
        Instant at,
        PhoneNumber phone,
        boolean toServer,
        String type,
        Optional<Topic> topic,
        int payload,
        int reason,
        int bytes) {}
