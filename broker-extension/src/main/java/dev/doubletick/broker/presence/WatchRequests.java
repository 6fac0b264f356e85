package dev.doubletick.broker.presence;

import com.hivemq.extension.sdk.api.interceptor.suback.SubackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.suback.parameter.SubackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.suback.parameter.SubackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.SubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.UnsubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundOutput;
import com.hivemq.extension.sdk.api.packets.subscribe.SubackReasonCode;
import com.hivemq.extension.sdk.api.packets.subscribe.Subscription;
import dev.doubletick.broker.connection.SubscriptionPolicy;
import dev.doubletick.protocol.PhoneNumber;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection asks for. A watch begins with the SUBACK, when the broker has the subscription and will pass on what is sent
 * to it; that packet has only a packet id, which leads back to the SUBSCRIBE.
 */
final class WatchRequests
        implements SubscribeInboundInterceptor, SubackOutboundInterceptor, UnsubscribeInboundInterceptor {

    private static final Logger log = LoggerFactory.getLogger(WatchRequests.class);

    private final Watcher watcher;
    private final Consumer<PhoneNumber> watch;
    private final Consumer<PhoneNumber> unwatch;
    /** By packet id, of SUBSCRIBEs that ask for presence and have not been answered: whom each filter is about. */
    private final Map<Integer, List<Optional<PhoneNumber>>> unanswered = new ConcurrentHashMap<>(1);

    WatchRequests(Watcher watcher, Consumer<PhoneNumber> watch, Consumer<PhoneNumber> unwatch) {
        this.watcher = watcher;
        this.watch = watch;
        this.unwatch = unwatch;
    }

    @Override
    public void onInboundSubscribe(SubscribeInboundInput input, SubscribeInboundOutput output) {
        try {
            List<Optional<PhoneNumber>> filters = input.getSubscribePacket().getSubscriptions().stream()
                    .map(Subscription::getTopicFilter)
                    .map(SubscriptionPolicy::watched)
                    .toList();
            if (filters.stream().anyMatch(Optional::isPresent)) {
                unanswered.put(input.getSubscribePacket().getPacketId(), filters);
            }
        } catch (RuntimeException e) {
            log.error("could not follow a SUBSCRIBE", e);
        }
    }

    @Override
    public void onOutboundSuback(SubackOutboundInput input, SubackOutboundOutput output) {
        try {
            List<Optional<PhoneNumber>> filters =
                    unanswered.remove(input.getSubackPacket().getPacketIdentifier());
            if (filters != null) {
                List<SubackReasonCode> codes = input.getSubackPacket().getReasonCodes();
                for (int i = 0; i < filters.size(); i++) {
                    SubackReasonCode code = codes.get(i);
                    filters.get(i).ifPresent(who -> answered(who, code));
                }
            }
        } catch (RuntimeException e) {
            log.error("could not follow a SUBACK", e);
        }
    }

    private void answered(PhoneNumber who, SubackReasonCode code) {
        // Refused for another reason than the limit, it would otherwise count as watched.
        switch (code) {
            case GRANTED_QOS_0, GRANTED_QOS_1, GRANTED_QOS_2 -> watch.accept(who);
            case QUOTA_EXCEEDED -> log.debug("{} watches as many as it may", watcher.phone());
            default -> unwatch.accept(who);
        }
    }

    @Override
    public void onInboundUnsubscribe(UnsubscribeInboundInput input, UnsubscribeInboundOutput output) {
        try {
            input.getUnsubscribePacket().getTopicFilters().forEach(filter -> SubscriptionPolicy.watched(filter)
                    .ifPresent(unwatch));
        } catch (RuntimeException e) {
            log.error("could not follow an UNSUBSCRIBE", e);
        }
    }
}
