package dev.doubletick.broker.routing;

import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;

/**
 * Why a PUBLISH was not accepted, as its sender learns it: an MQTT 5 PUBACK reason code and words. An MQTT 3.1.1 client cannot
 * be told and is disconnected instead.
 */
enum Refusal {
    NOT_A_TOPIC_FOR_CLIENTS(
            AckReasonCode.NOT_AUTHORIZED, "you may publish to m/{to}, s/{to} and c/{to} only, {to} in digits"),
    NOT_ON_THE_LIST(
            AckReasonCode.NOT_AUTHORIZED, "this number is not on the list of those that your device may write to"),
    SENDER_GONE(AckReasonCode.NOT_AUTHORIZED, "your account does not exist any more"),
    RETAIN_NOT_ALLOWED(AckReasonCode.NOT_AUTHORIZED, "retained messages are not allowed"),
    NOT_REGISTERED(AckReasonCode.NO_MATCHING_SUBSCRIBERS, "the recipient is not registered"),
    MAILBOX_FULL(AckReasonCode.QUOTA_EXCEEDED, "the recipient's mailbox is full, try again later"),
    NOT_STORED(AckReasonCode.UNSPECIFIED_ERROR, "the server could not store it, try again later"),
    PAYLOAD_TOO_LARGE(AckReasonCode.PAYLOAD_FORMAT_INVALID, "the payload is larger than 64 KiB"),
    BAD_MESSAGE_ID(AckReasonCode.PAYLOAD_FORMAT_INVALID, "the correlation data must be a message id of 16 bytes"),
    BAD_RECEIPT(AckReasonCode.PAYLOAD_FORMAT_INVALID, "a receipt must be one or more message ids of 16 bytes"),
    BAD_CHAT_STATE(AckReasonCode.PAYLOAD_FORMAT_INVALID, "a chat state must be one byte: 0, 1 or 2"),
    CONTENT_TYPE_TOO_LONG(AckReasonCode.PAYLOAD_FORMAT_INVALID, "the content type is longer than 64 bytes");

    private final AckReasonCode code;
    private final String words;

    Refusal(AckReasonCode code, String words) {
        this.code = code;
        this.words = words;
    }

    AckReasonCode code() {
        return code;
    }

    String words() {
        return words;
    }
}
