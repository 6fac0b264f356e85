package dev.doubletick.registration.push.fake;

import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import com.eatthepath.pushy.apns.server.PushNotificationHandler;
import com.eatthepath.pushy.apns.server.RejectedNotificationException;
import com.eatthepath.pushy.apns.server.RejectionReason;
import com.eatthepath.pushy.apns.server.UnregisteredDeviceTokenException;
import dev.doubletick.registration.push.provider.apns.ApnsConfig;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/** APNs on this machine: HTTP/2 over TLS, with a certificate and a signing key of its own. */
public final class FakeApns implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int ATTEMPTS = 5;
    private static final String TOKEN_PATH = "/3/device/";

    private final ReceivedPushes pushes;
    private final X509Certificate certificate;
    private final MockApnsServer server;
    private final int port;
    private final Map<String, Instant> unregistered = new ConcurrentHashMap<>();
    private volatile @Nullable RejectionReason refusal;

    private FakeApns(ReceivedPushes pushes, HeldCertificate held) throws SSLException {
        this.pushes = pushes;
        this.certificate = held.certificate();
        this.server = new MockApnsServerBuilder()
                .setServerCredentials(
                        new X509Certificate[] {held.certificate()},
                        held.keyPair().getPrivate(),
                        null)
                .setHandlerFactory(session -> handler())
                .build();
        this.port = start(server);
    }

    /** Starts it on a free port. Blocks for a second or so. */
    public static FakeApns start(ReceivedPushes pushes) {
        HeldCertificate held = new HeldCertificate.Builder()
                .commonName("fake APNs")
                .addSubjectAlternativeName(HOST)
                .addSubjectAlternativeName("localhost")
                .ecdsa256()
                .build();
        try {
            return new FakeApns(pushes, held);
        } catch (SSLException e) {
            throw new IllegalStateException("the fake APNs does not start", e);
        }
    }

    /** The server does not say which port it got, so it is told one that was free a moment ago. */
    private static int start(MockApnsServer server) {
        for (int attempt = 1; ; attempt++) {
            try (ServerSocket probe = new ServerSocket(0)) {
                int free = probe.getLocalPort();
                probe.close();
                server.start(free).join();
                return free;
            } catch (IOException | RuntimeException e) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("the fake APNs does not start", e);
                }
            }
        }
    }

    /** How to reach it, as both environments. */
    public ApnsConfig config() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            InetSocketAddress address = InetSocketAddress.createUnresolved(HOST, port);
            return new ApnsConfig(
                    new ApnsSigningKey("FAKEKEY123", "FAKETEAM12", (ECPrivateKey) pair.getPrivate()),
                    address,
                    address,
                    Optional.of(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    /** From now on this token is not registered any more. */
    public void unregister(String token, Instant since) {
        unregistered.put(token, since);
    }

    /** From now on every push is refused with this reason; null ends that. */
    public void refuseWith(@Nullable RejectionReason reason) {
        refusal = reason;
    }

    private PushNotificationHandler handler() {
        return this::handle;
    }

    private void handle(Http2Headers headers, @Nullable ByteBuf payload) throws RejectedNotificationException {
        CharSequence authorization = headers.get("authorization");
        if (authorization == null || !authorization.toString().startsWith("bearer ")) {
            throw new RejectedNotificationException(RejectionReason.MISSING_PROVIDER_TOKEN);
        }
        RejectionReason reason = refusal;
        if (reason != null) {
            throw new RejectedNotificationException(reason);
        }
        String path = headers.path().toString();
        String token = path.substring(TOKEN_PATH.length());
        Instant since = unregistered.get(token);
        if (since != null) {
            throw new UnregisteredDeviceTokenException(since);
        }
        Map<String, String> told = new TreeMap<>();
        headers.forEach(header -> {
            String name = header.getKey().toString();
            if (name.startsWith("apns-")) {
                told.put(name, header.getValue().toString());
            }
        });
        pushes.add("apns", token, told, payload == null ? "" : payload.toString(StandardCharsets.UTF_8));
    }

    /** Blocks until it is down. */
    @Override
    public void close() {
        server.shutdown().join();
    }
}
