package dev.doubletick.sdk.testing;

import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.builder.PublishBuilder;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.fixture.TestDatabase;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The real thing in this process: the broker with the project's extension, mailbox and database, as it is deployed, on free
 * ports of the loopback interface, over TCP, TLS and WebSocket.
 */
public final class TestBroker implements AutoCloseable {

    private static final String KEYSTORE_PASSWORD = "only for tests";

    private final Path folder;
    private final TestDatabase database;
    private final HeldCertificate certificate;
    private final dev.doubletick.broker.fixture.TestBroker broker;
    private final Map<PhoneNumber, String> credentials = new ConcurrentHashMap<>();

    private TestBroker(MailboxLimits limits) throws IOException, GeneralSecurityException {
        folder = Files.createTempDirectory("doubletick-broker");
        database = new TestDatabase();
        certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        String keystore = writeKeystore().toString();
        broker = new dev.doubletick.broker.fixture.TestBroker(
                        folder,
                        new BrokerConfig(database.config(), folder.resolve("mailbox"), limits),
                        settings -> settings(settings, keystore))
                .start();
    }

    /** Starts one. Takes some seconds. */
    public static TestBroker start() {
        return start(MailboxLimits.DEFAULT);
    }

    /** The same, with mailboxes that are full sooner. */
    public static TestBroker start(MailboxLimits limits) {
        try {
            return new TestBroker(limits);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the broker did not start", e);
        }
    }

    private Path writeKeystore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry(
                "broker", certificate.keyPair().getPrivate(), KEYSTORE_PASSWORD.toCharArray(), new Certificate[] {
                    certificate.certificate()
                });
        Path file = folder.resolve("broker.jks");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, KEYSTORE_PASSWORD.toCharArray());
        }
        return file;
    }

    /** As deployed, with TLS, and with a receive maximum that is small, so that phones run into it. */
    private static String settings(String deployed, String keystore) {
        String tls = "<tls><keystore><path>" + keystore + "</path><password>" + KEYSTORE_PASSWORD
                + "</password><private-key-password>" + KEYSTORE_PASSWORD + "</private-key-password></keystore></tls>";
        String bind = "<port>0</port><bind-address>127.0.0.1</bind-address>";
        return deployed.replace(
                        "</listeners>",
                        "<tls-tcp-listener>" + bind + tls + "</tls-tcp-listener>"
                                + "<tls-websocket-listener>" + bind + "<path>/mqtt</path>" + tls
                                + "</tls-websocket-listener></listeners>")
                .replace("<server-receive-maximum>100<", "<server-receive-maximum>10<");
    }

    private int port(ListenerType type) {
        return Services.adminService().getServerInformation().getListener().stream()
                .filter(listener -> listener.getListenerType() == type)
                .findFirst()
                .orElseThrow()
                .getPort();
    }

    public int tcpPort() {
        return broker.mqttPort();
    }

    public URI mqtt() {
        return URI.create("mqtt://127.0.0.1:" + tcpPort());
    }

    public URI mqtts() {
        return URI.create("mqtts://localhost:" + port(ListenerType.TLS_TCP_LISTENER));
    }

    public URI ws() {
        return URI.create("ws://127.0.0.1:" + port(ListenerType.WEBSOCKET_LISTENER) + "/mqtt");
    }

    public URI wss() {
        return URI.create("wss://localhost:" + port(ListenerType.TLS_WEBSOCKET_LISTENER) + "/mqtt");
    }

    /** Believes this broker and nobody else. */
    public X509TrustManager trust() {
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build()
                .trustManager();
    }

    /** The certificate that it shows over TLS, for the host name {@code localhost}. */
    public X509Certificate certificate() {
        return certificate.certificate();
    }

    /** The account of a phone, which is registered if it is not yet. */
    public Account account(PhoneNumber phone, URI... brokers) {
        return Account.of(phone, credential(phone), brokers.length == 0 ? List.of(mqtt()) : List.of(brokers));
    }

    /** The credential of a phone, which is registered if it is not yet. */
    public String credential(PhoneNumber phone) {
        return credentials.computeIfAbsent(phone, this::register);
    }

    /** Gives a phone's number a new credential, so that the old one counts no more. */
    public void registerAnew(PhoneNumber phone) {
        credentials.put(phone, register(phone));
    }

    private String register(PhoneNumber phone) {
        try {
            return database.register(phone);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot register", e);
        }
    }

    /** Publishes past the extension's rules, what no extension of ours would: what a client must bear all the same. */
    public void publish(String topic, Optional<MessageId> id, Optional<String> contentType, byte[] payload) {
        PublishBuilder publish =
                Builders.publish().topic(topic).qos(Qos.AT_LEAST_ONCE).payload(ByteBuffer.wrap(payload));
        id.ifPresent(present -> publish.correlationData(ByteBuffer.wrap(present.toBytes())));
        contentType.ifPresent(publish::contentType);
        publish(publish.build());
    }

    /** The same, for what has still more to it. */
    public void publish(Publish publish) {
        Services.publishService().publish(publish).join();
    }

    /** Ends a phone's connection with a DISCONNECT packet. */
    public void disconnect(PhoneNumber phone, DisconnectReasonCode code) {
        disconnect(phone, code, "by the test");
    }

    /** The same, in these words. */
    public void disconnect(PhoneNumber phone, DisconnectReasonCode code, String words) {
        Services.clientService()
                .disconnectClient(phone.digits(), false, code, words)
                .join();
    }

    public boolean isConnected(PhoneNumber phone) {
        return Services.clientService().isClientConnected(phone.digits()).join();
    }

    /** Whether its session holds a subscription to exactly this filter. */
    public boolean isSubscribed(PhoneNumber phone, String filter) {
        return Services.subscriptionStore().getSubscriptions(phone.digits()).join().stream()
                .anyMatch(subscription -> subscription.getTopicFilter().equals(filter));
    }

    @Override
    public void close() {
        broker.close();
        try {
            database.close();
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
