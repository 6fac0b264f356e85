package dev.doubletick.broker.routing;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.SampledLog;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of every PUBLISH of a phone. None goes on to the broker's own routing: each is refused in words, stored in
 * the recipient's mailbox, or, if it is a chat state, handed to the recipient if that is connected.
 *
 * <p>The sender's PUBACK follows the disk: success is said only in the completion of the mailbox's append. Runs on the broker's
 * extension threads and does not block them. Any failure in here refuses, because the broker acknowledges with success when
 * an interceptor throws.
 */
public final class PublishRouter implements PublishInboundInterceptor {

    private static final Logger log = LoggerFactory.getLogger(PublishRouter.class);
    /** Beyond what {@link Acceptance} waits, so that it is never the broker that answers. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final SampledLog notStored = SampledLog.few();
    private final SenderRules senderRules;
    private final PrivacyRules privacyRules;
    private final Acceptance acceptance;
    private final ChatStates chatStates;
    private final PublishMetrics metrics;

    public PublishRouter(
            AccountDirectory accounts,
            Acceptance acceptance,
            ChatStates chatStates,
            Clock clock,
            PublishMetrics metrics) {
        this.metrics = metrics;
        this.senderRules = new SenderRules(accounts);
        this.privacyRules = new PrivacyRules(accounts, clock);
        this.acceptance = acceptance;
        this.chatStates = chatStates;
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        try {
            route(input, output);
        } catch (RuntimeException e) {
            log.error("could not route a PUBLISH", e);
            refuse(output, Refusal.NOT_STORED);
        }
    }

    private void route(PublishInboundInput input, PublishInboundOutput output) {
        PhoneNumber sender = PhoneNumber.ofDigits(input.getClientInformation().getClientId());
        PublishPacket publish = input.getPublishPacket();
        long began = System.nanoTime();
        Optional<Topic> topic = Topic.parse(publish.getTopic());
        Optional<Refusal> refusal = PublishRules.check(topic, publish);
        if (refusal.isPresent()) {
            log.debug("refused a PUBLISH of {}: {}", sender, refusal.get());
            refuse(output, refusal.get());
            return;
        }
        Topic to = topic.orElseThrow();
        Async<PublishInboundOutput> async =
                output.async(TIMEOUT, TimeoutFallback.FAILURE, Refusal.NOT_STORED.code(), Refusal.NOT_STORED.words());
        Completion.of(passOn(to.from(sender), publish), (result, failure) -> {
            if (failure != null) {
                notStored.say(
                        more -> log.warn("could not store a PUBLISH of {}: {}{}", sender, failure.toString(), more));
                refuse(async.getOutput(), Refusal.NOT_STORED);
            } else if (result.isPresent()) {
                refuse(async.getOutput(), result.get());
            } else {
                metrics.accepted(to.kind(), System.nanoTime() - began);
                async.getOutput().preventPublishDelivery(AckReasonCode.SUCCESS);
            }
            async.resume();
        });
    }

    private CompletableFuture<Optional<Refusal>> passOn(Topic topic, PublishPacket publish) {
        return passage(topic).thenCompose(passage -> {
            if (passage.dropped() || passage.refusal().isPresent()) {
                return CompletableFuture.completedFuture(passage.refusal());
            }
            if (topic.kind() == Topic.Kind.CHAT_STATE) {
                chatStates.pass(topic, publish);
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return acceptance.store(topic, publish, () -> passage(topic));
        });
    }

    private CompletableFuture<Passage> passage(Topic topic) {
        return senderRules
                .check(topic.sender().orElseThrow(), topic.owner())
                .thenCompose(refusal -> refusal.isPresent()
                        ? CompletableFuture.completedFuture(Passage.refused(refusal.get()))
                        : privacyRules.check(topic));
    }

    private void refuse(PublishInboundOutput output, Refusal refusal) {
        metrics.refused(refusal);
        output.preventPublishDelivery(refusal.code(), refusal.words());
    }
}
