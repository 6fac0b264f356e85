package dev.doubletick.sdk.testing;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.builder.PublishBuilder;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/**
 * A real broker in this process, on free ports of the loopback interface, with TCP, TLS and WebSocket, and with {@link
 * BrokerRules} in place of the project's extension.
 */
public final class TestBroker implements AutoCloseable {

    private static final String KEYSTORE_PASSWORD = "only for tests";
    private static final long TIMEOUT_SECONDS = 60;

    private final Path folder;
    private final BrokerRules rules = new BrokerRules();
    private final HeldCertificate certificate;
    private final EmbeddedHiveMQ broker;

    private TestBroker() throws IOException, GeneralSecurityException {
        folder = Files.createTempDirectory("doubletick-broker");
        certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        Path configuration = Files.createDirectory(folder.resolve("conf"));
        Files.writeString(configuration.resolve("config.xml"), configuration(writeKeystore()));
        broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(Files.createDirectory(folder.resolve("data")))
                .withExtensionsFolder(Files.createDirectory(folder.resolve("extensions")))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("rules")
                        .withName("Rules")
                        .withVersion("1")
                        .withPriority(0)
                        .withExtensionMain(rules)
                        .build())
                .withoutLoggingBootstrap()
                .build();
    }

    /** Starts one. Takes some seconds. */
    public static TestBroker start() {
        try {
            TestBroker started = new TestBroker();
            started.broker.start().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return started;
        } catch (Exception e) {
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

    private static String configuration(Path keystore) {
        String tls = "<tls><keystore><path>" + keystore + "</path><password>" + KEYSTORE_PASSWORD
                + "</password><private-key-password>" + KEYSTORE_PASSWORD + "</private-key-password></keystore></tls>";
        String bind = "<port>0</port><bind-address>127.0.0.1</bind-address>";
        return "<?xml version=\"1.0\"?><hivemq><listeners>"
                + "<tcp-listener>" + bind + "</tcp-listener>"
                + "<tls-tcp-listener>" + bind + tls + "</tls-tcp-listener>"
                + "<websocket-listener>" + bind + "<path>/mqtt</path></websocket-listener>"
                + "<tls-websocket-listener>" + bind + "<path>/mqtt</path>" + tls + "</tls-websocket-listener>"
                + "</listeners><mqtt>"
                + "<queued-messages><max-queue-size>100000</max-queue-size></queued-messages>"
                + "<topic-alias><enabled>false</enabled></topic-alias>"
                // Small, so that phones run into it.
                + "<receive-maximum><server-receive-maximum>10</server-receive-maximum></receive-maximum>"
                + "</mqtt><persistence><mode>in-memory</mode></persistence>"
                + "<anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics></hivemq>";
    }

    private int port(ListenerType type) {
        return Services.adminService().getServerInformation().getListener().stream()
                .filter(listener -> listener.getListenerType() == type)
                .findFirst()
                .orElseThrow()
                .getPort();
    }

    public int tcpPort() {
        return port(ListenerType.TCP_LISTENER);
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

    /** An account that the broker lets in. */
    public Account account(PhoneNumber phone, URI... brokers) {
        return Account.of(phone, BrokerRules.CREDENTIAL, brokers.length == 0 ? List.of(mqtt()) : List.of(brokers));
    }

    /** Answers the next publications to this phone with these codes, one each. */
    public void refuse(PhoneNumber to, AckReasonCode... codes) {
        rules.refuse(to, codes);
    }

    /** Lets this phone in no more. */
    public void refuseConnection(PhoneNumber phone, ConnackReasonCode code) {
        rules.refuseConnection(phone, code);
    }

    /** The texts of the messages from one phone to another that the broker took, in order, repetitions included. */
    public List<String> accepted(PhoneNumber from, PhoneNumber to) {
        return rules.accepted().stream()
                .filter(published -> published.from().equals(from))
                .filter(published -> published.topic().equals("m/" + to.digits()))
                .map(BrokerRules.Published::text)
                .toList();
    }

    /** Publishes as a server would. */
    public void publish(String topic, Optional<MessageId> id, Optional<String> contentType, byte[] payload) {
        PublishBuilder publish =
                Builders.publish().topic(topic).qos(Qos.AT_LEAST_ONCE).payload(ByteBuffer.wrap(payload));
        id.ifPresent(present -> publish.correlationData(ByteBuffer.wrap(present.toBytes())));
        contentType.ifPresent(publish::contentType);
        Services.publishService().publish(publish.build()).join();
    }

    /** Ends a phone's connection with a DISCONNECT packet. */
    public void disconnect(PhoneNumber phone, DisconnectReasonCode code) {
        Services.clientService()
                .disconnectClient(phone.digits(), false, code, "by the test")
                .join();
    }

    public boolean isConnected(PhoneNumber phone) {
        return Services.clientService().isClientConnected(phone.digits()).join();
    }

    @Override
    public void close() {
        try {
            broker.stop().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            broker.close();
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
        } catch (Exception e) {
            throw new IllegalStateException("the broker did not stop", e);
        }
    }
}
