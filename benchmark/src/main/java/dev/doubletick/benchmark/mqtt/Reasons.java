package dev.doubletick.benchmark.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import java.util.Locale;
import java.util.Optional;

/** Why a broker said no, for people. */
final class Reasons {

    private Reasons() {}

    /** Empty if the broker took the message over. Success is 0x00 alone: 0x10 means that nobody got it. */
    static Optional<String> ofPuback(MqttMessageIdVariableHeader header) {
        if (!(header instanceof MqttPubReplyMessageVariableHeader reply) || reply.reasonCode() == 0) {
            return Optional.empty();
        }
        String code = hex(reply.reasonCode());
        return Optional.of(
                reply.properties().getProperty(MqttPropertyType.REASON_STRING.value()) instanceof StringProperty text
                        ? code + " " + text.value()
                        : code);
    }

    static String ofDisconnect(MqttMessage message) {
        return message.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header
                ? "DISCONNECT " + hex(header.reasonCode())
                : "DISCONNECT";
    }

    static boolean isTemporary(MqttConnectReturnCode code) {
        return switch (code) {
            case CONNECTION_REFUSED_SERVER_UNAVAILABLE_5,
                    CONNECTION_REFUSED_SERVER_BUSY,
                    CONNECTION_REFUSED_QUOTA_EXCEEDED,
                    CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED -> true;
            default -> false;
        };
    }

    private static String hex(byte code) {
        return String.format(Locale.ROOT, "0x%02X", code);
    }
}
