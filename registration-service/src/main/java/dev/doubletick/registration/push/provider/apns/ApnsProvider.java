package dev.doubletick.registration.push.provider.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.SimpleApnsPayloadBuilder;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import dev.doubletick.registration.push.PushKind;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.provider.Push;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.push.provider.PushProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * APNs over HTTP/2, by pushy: one client for each environment, with a few connections each. An alert says no more than that there is
 * something new, and lets the app's extension fetch and rewrite it ({@code mutable-content}).
 *
 * <p>Reasons are those of "Handling notification responses from APNs" in Apple's documentation.
 */
public final class ApnsProvider implements PushProvider {

    private static final int CONNECTIONS = 2;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long ANSWER_TIMEOUT_SECONDS = 10;

    private static final Set<String> TOKEN_IS_BAD =
            Set.of("BadDeviceToken", "Unregistered", "ExpiredToken", "DeviceTokenNotForTopic");
    /** Of this token only: others may well be accepted. */
    private static final String TOO_MANY_FOR_THIS_TOKEN = "TooManyRequests";
    /** Said with a status that does not tell. */
    private static final Set<String> OUTAGE = Set.of("Shutdown", "IdleTimeout", "TooManyProviderTokenUpdates");

    /** The operator's mistake, whatever the reason: once it is put right, the push is still wanted. */
    private static final int FORBIDDEN = 403;

    private static final String ALERT = new SimpleApnsPayloadBuilder()
            .setAlertBody("New message")
            .setLocalizedAlertMessage("DOUBLETICK_NEW_MESSAGE")
            .setSound("default")
            .setMutableContent(true)
            .build();
    private static final String BACKGROUND =
            new SimpleApnsPayloadBuilder().setContentAvailable(true).build();

    /** Of both clients. Their own would be 2 s in ending, in case somebody has more work for them. */
    private final EventLoopGroup threads = new NioEventLoopGroup(1, new DefaultThreadFactory("apns", true));

    private final ApnsClient production;
    private final ApnsClient sandbox;

    /** @throws IllegalArgumentException if TLS cannot be set up */
    public ApnsProvider(ApnsConfig config) {
        this.production = client(config, config.production());
        this.sandbox = client(config, config.sandbox());
    }

    private ApnsClient client(ApnsConfig config, InetSocketAddress server) {
        ApnsClientBuilder builder = new ApnsClientBuilder()
                .setApnsServer(server.getHostString(), server.getPort())
                .setEventLoopGroup(threads)
                .setSigningKey(config.key())
                .setConcurrentConnections(CONNECTIONS)
                .setConnectionTimeout(CONNECT_TIMEOUT);
        config.trusted().ifPresent((X509Certificate trusted) -> builder.setTrustedServerCertificateChain(trusted));
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("TLS to APNs cannot be set up: " + e.getMessage(), e);
        }
    }

    @Override
    public CompletableFuture<PushAnswer> send(PushToken token, Push push) {
        boolean alert = token.kind() == PushKind.ALERT;
        SimpleApnsPushNotification notification = new SimpleApnsPushNotification(
                token.token(),
                token.appId(),
                alert ? ALERT : BACKGROUND,
                push.expires(),
                // Apple refuses a background push of the higher priority.
                alert ? DeliveryPriority.IMMEDIATE : DeliveryPriority.CONSERVE_POWER,
                alert ? PushType.ALERT : PushType.BACKGROUND,
                Push.COLLAPSE_KEY);
        return (token.sandbox() ? sandbox : production)
                .sendNotification(notification)
                .orTimeout(ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .thenApply(ApnsProvider::answer);
    }

    private static PushAnswer answer(PushNotificationResponse<SimpleApnsPushNotification> response) {
        if (response.isAccepted()) {
            return new PushAnswer.Accepted();
        }
        String reason = response.getRejectionReason().orElse("status-" + response.getStatusCode());
        if (TOKEN_IS_BAD.contains(reason)) {
            return new PushAnswer.Unregistered(reason, response.getTokenInvalidationTimestamp());
        }
        if (reason.equals(TOO_MANY_FOR_THIS_TOKEN)) {
            return new PushAnswer.Later(reason, Optional.empty(), false);
        }
        if (OUTAGE.contains(reason) || response.getStatusCode() == FORBIDDEN || response.getStatusCode() >= 500) {
            return new PushAnswer.Later(reason, Optional.empty(), true);
        }
        return new PushAnswer.Refused(reason);
    }

    @Override
    public String destination(PushToken token) {
        return token.sandbox() ? "apns-sandbox" : "apns";
    }

    @Override
    public void close() {
        CompletableFuture.allOf(production.close(), sandbox.close()).join();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
