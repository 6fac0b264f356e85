package dev.doubletick.broker.connection;

import com.hivemq.extension.sdk.api.interceptor.unsubscribe.UnsubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundOutput;
import com.hivemq.extension.sdk.api.packets.unsubscribe.ModifiableUnsubscribePacket;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets no phone unsubscribe from what the broker has subscribed it to: while it is not, messages that are on their way to its
 * session would have to go there again, and others would pass them. Its UNSUBACK says success all the same.
 */
public final class KeptSubscription implements UnsubscribeInboundInterceptor {

    private static final Logger log = LoggerFactory.getLogger(KeptSubscription.class);
    /** Granted to nobody, so there is nothing to end. The SDK lets a filter be changed, but not taken away. */
    private static final String NOTHING = "-";

    @Override
    public void onInboundUnsubscribe(UnsubscribeInboundInput input, UnsubscribeInboundOutput output) {
        try {
            ModifiableUnsubscribePacket unsubscribe = output.getUnsubscribePacket();
            String kept = SubscriptionPolicy.serverSideFilter(
                    input.getClientInformation().getClientId());
            if (unsubscribe.getTopicFilters().contains(kept)) {
                List<String> filters = new ArrayList<>(unsubscribe.getTopicFilters());
                filters.replaceAll(filter -> filter.equals(kept) ? NOTHING : filter);
                unsubscribe.setTopicFilters(filters);
            }
        } catch (RuntimeException e) {
            log.error("could not look at an UNSUBSCRIBE", e);
        }
    }
}
