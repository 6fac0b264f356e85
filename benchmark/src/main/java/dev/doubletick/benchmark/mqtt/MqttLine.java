package dev.doubletick.benchmark.mqtt;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.Line;
import dev.doubletick.benchmark.line.LineListener;
import dev.doubletick.benchmark.line.MessageTag;
import dev.doubletick.benchmark.line.Watch;
import dev.doubletick.protocol.PhoneNumber;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One phone's MQTT 5 connection. Confined to its event loop. */
// A write that fails closes the connection, and that is noticed.
@SuppressWarnings("FutureReturnValueIgnored")
final class MqttLine extends ChannelInboundHandlerAdapter implements Line {

    private static final int UNSPECIFIED_RECEIVE_MAXIMUM = 65_535;

    private final Account account;
    private final String me;
    private final Dialect dialect;
    private final byte[] payload;
    private final LineListener listener;
    private final Optional<Watch> watch;

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable ByteBuf out;
    private @Nullable PublishTemplate template;
    private @Nullable PlainReceipts receipts;
    private int sendLimit;
    private String closeReason = "closed by the server";
    private boolean permanent;

    MqttLine(Account account, Dialect dialect, byte[] payload, Optional<Watch> watch, LineListener listener) {
        this.account = account;
        this.me = account.phone().digits();
        this.dialect = dialect;
        this.payload = payload;
        this.listener = listener;
        this.watch = watch;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        context.writeAndFlush(Handshake.connect(account));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
        try {
            MqttMessage message = (MqttMessage) packet;
            if (message.decoderResult().isFailure()) {
                fail("not MQTT: " + message.decoderResult().cause());
                return;
            }
            switch (message.fixedHeader().messageType()) {
                case PUBLISH -> published((MqttPublishMessage) message);
                case PUBACK -> acknowledged((MqttMessageIdVariableHeader) message.variableHeader());
                case CONNACK -> connected((MqttConnAckMessage) message);
                case SUBACK -> subscribed((MqttSubAckMessage) message);
                case DISCONNECT -> closeReason = Reasons.ofDisconnect(message);
                case PINGRESP -> {}
                default -> fail("unexpected " + message.fixedHeader().messageType());
            }
        } finally {
            ReferenceCountUtil.release(packet);
        }
    }

    private void connected(MqttConnAckMessage message) {
        MqttConnectReturnCode code = message.variableHeader().connectReturnCode();
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            permanent = !Reasons.isTemporary(code);
            fail("CONNACK " + code);
            return;
        }
        int receiveMaximum = Handshake.number(message, MqttPropertyType.RECEIVE_MAXIMUM, UNSPECIFIED_RECEIVE_MAXIMUM);
        Handshake.pingAsTold(context(), message);
        if (dialect == Dialect.DOUBLETICK) {
            sendLimit = Math.min(receiveMaximum, MessageTag.SLOTS);
            watch.ifPresentOrElse(
                    watched -> context().writeAndFlush(Handshake.watch(watched.who())), () -> listener.ready(this));
            return;
        }
        // Receipts are publishes too: half of what the broker takes at a time is theirs.
        int share = Math.max(1, receiveMaximum / 2);
        sendLimit = Math.min(share, MessageTag.SLOTS);
        receipts = new PlainReceipts(share);
        if (message.variableHeader().isSessionPresent()) {
            listener.ready(this);
        } else {
            context().writeAndFlush(Handshake.subscribe(me));
        }
    }

    private void subscribed(MqttSubAckMessage message) {
        if (message.payload().reasonCodes().stream().anyMatch(code -> code >= 0x80)) {
            permanent = true;
            fail("SUBACK " + message.payload().reasonCodes());
        } else {
            listener.ready(this);
        }
    }

    private void published(MqttPublishMessage message) {
        String topic = message.variableHeader().topicName();
        if (topic.startsWith("m/")) {
            messageArrived(topic, message);
        } else if (topic.startsWith("d/")) {
            ByteBuf ids = message.payload();
            while (ids.readableBytes() >= 2 * Long.BYTES) {
                listener.receipted(ids.readLong(), ids.readLong());
            }
        } else if (topic.startsWith("p/")) {
            watch.ifPresent(watched -> watched.told().increment());
        }
        if (message.fixedHeader().qosLevel().value() == 1) {
            int packetId = message.variableHeader().packetId();
            buffer().writeByte(0x40).writeByte(2).writeShort(packetId);
        }
    }

    private void messageArrived(String topic, MqttPublishMessage message) {
        ByteBuf id = Handshake.correlation(message);
        if (id.readableBytes() != 2 * Long.BYTES) {
            // Not made by this driver: a leftover. It is acknowledged like any other.
            listener.received(0, 0, "");
            return;
        }
        long high = id.readLong();
        long low = id.readLong();
        if (dialect == Dialect.DOUBLETICK) {
            String mine = "m/" + me + "/";
            listener.received(high, low, topic.startsWith(mine) ? topic.substring(mine.length()) : "");
            return;
        }
        String responseTopic = Handshake.responseTopic(message);
        listener.received(high, low, responseTopic.startsWith("d/") ? responseTopic.substring(2) : "");
        if (receipts != null && !responseTopic.isEmpty()) {
            receipts.add(responseTopic, high, low);
        }
    }

    private void acknowledged(MqttMessageIdVariableHeader header) {
        Optional<String> refusal = Reasons.ofPuback(header);
        int packetId = header.messageId();
        if (packetId < PlainReceipts.FIRST_PACKET_ID) {
            int slot = packetId - 1;
            refusal.ifPresentOrElse(reason -> listener.refused(slot, reason), () -> listener.accepted(slot));
        } else if (refusal.isPresent()) {
            fail("a receipt was refused: " + refusal.get());
        } else if (receipts != null) {
            receipts.acknowledged();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (receipts != null && receipts.sendable()) {
            receipts.writeTo(buffer());
        }
        flush();
    }

    @Override
    public void send(PhoneNumber to, long high, long low) {
        if (template == null) {
            Optional<String> response = dialect == Dialect.PLAIN ? Optional.of("d/" + me) : Optional.empty();
            template = new PublishTemplate("m/" + to.digits(), response, payload);
        }
        template.write(buffer(), MessageTag.slot(low) + 1, high, low);
    }

    @Override
    public void flush() {
        ByteBuf batch = out;
        if (batch != null) {
            out = null;
            context().writeAndFlush(batch);
        }
    }

    @Override
    public int sendLimit() {
        return sendLimit;
    }

    @Override
    public void disconnect() {
        flush();
        context().writeAndFlush(Handshake.disconnect());
        context().close();
    }

    @Override
    public void abort() {
        context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ReferenceCountUtil.release(out);
        out = null;
        listener.closed(closeReason, permanent);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        permanent = !(cause instanceof IOException);
        fail(String.valueOf(cause));
    }

    private void fail(String reason) {
        closeReason = reason;
        context().close();
    }

    private ByteBuf buffer() {
        ByteBuf batch = out;
        if (batch == null) {
            batch = context().alloc().directBuffer();
            out = batch;
        }
        return batch;
    }

    private ChannelHandlerContext context() {
        if (ctx == null) {
            throw new IllegalStateException("not connected yet");
        }
        return ctx;
    }
}
