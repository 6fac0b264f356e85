package dev.doubletick.broker.connection;

import com.hivemq.extension.sdk.api.auth.SubscriptionAuthorizer;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerOutput;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.subscribe.SubackReasonCode;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a phone receives. The broker subscribes it to everything that is addressed to it, so it need not send a SUBSCRIBE; one
 * that does is granted exactly its own topics. The one thing to subscribe to is the presence of one other number at a time. A
 * refused subscription leaves the connection up.
 */
public final class SubscriptionPolicy implements SubscriptionAuthorizer {

    /** Keeps count of who watches whom. */
    public interface Watches {
        /** Whether a connected phone may watch this number too, or does already. Must not block. */
        boolean mayWatchOneMore(PhoneNumber watcher, PhoneNumber who);
    }

    private final Watches watches;

    public SubscriptionPolicy(Watches watches) {
        this.watches = watches;
    }

    /**
     * Subscribes a phone that has a session to all that is addressed to it. The filter is wider than any that a phone is granted, so that
     * no SUBSCRIBE can replace it with a lower QoS.
     */
    public static CompletableFuture<Void> subscribe(PhoneNumber phone) {
        return Services.subscriptionStore()
                .addSubscription(
                        phone.digits(),
                        Builders.topicSubscription()
                                .topicFilter(serverSideFilter(phone))
                                .qos(Qos.AT_LEAST_ONCE)
                                .build());
    }

    /** The topic filter of the server-side subscription. */
    public static String serverSideFilter(PhoneNumber phone) {
        return "+/" + phone.digits() + "/#";
    }

    @Override
    public void authorizeSubscribe(SubscriptionAuthorizerInput input, SubscriptionAuthorizerOutput output) {
        String filter = input.getSubscription().getTopicFilter();
        String me = input.getClientInformation().getClientId();
        Optional<PhoneNumber> watched = watched(filter);
        if (watched.isPresent()) {
            if (watches.mayWatchOneMore(PhoneNumber.ofDigits(me), watched.get())) {
                output.authorizeSuccessfully();
            } else {
                output.failAuthorization(
                        SubackReasonCode.QUOTA_EXCEEDED,
                        "you watch as many numbers as you may: unsubscribe from one first, or try tomorrow");
            }
        } else if (granted(filter, me)) {
            output.authorizeSuccessfully();
        } else {
            output.failAuthorization(
                    SubackReasonCode.NOT_AUTHORIZED,
                    "you may subscribe to p/{who}, and to your own topics, which you need not");
        }
    }

    /** Whose presence a topic filter is about; empty if it is about something else. No wildcard is about anybody's. */
    public static Optional<PhoneNumber> watched(String filter) {
        return Topic.parse(filter)
                .filter(topic -> topic.kind() == Topic.Kind.PRESENCE)
                .map(Topic::owner);
    }

    static boolean granted(String filter, String me) {
        // The one wildcard that is granted stands for the sender; any phone number shows whether the rest is in order.
        boolean anySender = filter.endsWith("/+");
        String concrete = anySender ? filter.substring(0, filter.length() - 1) + me : filter;
        return Topic.parse(concrete)
                .filter(topic -> topic.owner().digits().equals(me))
                .filter(topic -> topic.kind() != Topic.Kind.PRESENCE)
                .filter(topic -> topic.sender().isPresent() == topic.kind().stamped())
                .filter(topic -> topic.sender().isPresent() || !anySender)
                .isPresent();
    }
}
