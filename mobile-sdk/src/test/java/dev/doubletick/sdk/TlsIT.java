package dev.doubletick.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.CertificatePinner;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the SDK believes, on each way that is encrypted: MQTT, MQTT over WebSocket, and HTTP for the registration. */
class TlsIT {

    private static final String VERIFICATION =
            "{\"id\":\"v1\",\"expiresAt\":\"2026-05-01T10:05:00Z\",\"nextSendAt\":\"2026-05-01T10:01:00Z\"}";

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private final PhoneNumber number = Phone.newNumber();

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNoThreads();
    }

    private static URI address(String scheme) {
        return scheme.equals("mqtts") ? broker.mqtts() : broker.wss();
    }

    private static String brokersPin() {
        return CertificatePinner.pin(broker.certificate());
    }

    private static HeldCertificate certificate(String host) {
        return new HeldCertificate.Builder().addSubjectAlternativeName(host).build();
    }

    private static X509TrustManager trust(HeldCertificate root) {
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(root.certificate())
                .build()
                .trustManager();
    }

    private Throwable refusal(URI address, UnaryOperator<DoubletickBuilder> customize) {
        try (Phone me = Phone.start(folder, broker.account(number, address), customize)) {
            me.awaitState(Kind.DISCONNECTED);
            assertThat(broker.isConnected(number)).isFalse();
            return me.states().get(me.states().size() - 1).cause().orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtts", "wss"})
    void believesNobodyWhomThePlatformDoesNotBelieve(String scheme) {
        assertThat(refusal(address(scheme), builder -> builder))
                .hasMessageContaining("localhost")
                .rootCause()
                .isInstanceOf(GeneralSecurityException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtts", "wss"})
    void refusesACertificateForAnotherHost(String scheme) {
        // The certificate is for localhost, and this is the same place under another name.
        URI unnamed = URI.create(address(scheme).toString().replace("localhost", "127.0.0.1"));

        Throwable refusal = refusal(unnamed, builder -> builder.trust(broker.trust()));

        assertThat(refusal).rootCause().hasMessageContaining("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtts", "wss"})
    void connectsWhereAPinFits(String scheme) {
        String other = CertificatePinner.pin(certificate("spare").certificate());
        try (Phone me =
                Phone.start(folder, broker.account(number, address(scheme)), builder -> builder.trust(broker.trust())
                        .pin(other, brokersPin()))) {
            me.awaitConnected();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtts", "wss"})
    void refusesWhereNoPinFitsAndSaysWhichOneWould(String scheme) {
        String other = CertificatePinner.pin(certificate("other").certificate());

        Throwable refusal = refusal(
                address(scheme), builder -> builder.trust(broker.trust()).pin(other));

        assertThat(refusal)
                .rootCause()
                .isInstanceOf(SSLPeerUnverifiedException.class)
                .hasMessageContaining(brokersPin())
                .hasMessageContaining(other);
    }

    /** A server that shows its certificate and, as if it led on from there, another one. */
    private static SSLSocketFactory showing(HeldCertificate own, X509Certificate other)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager keys = new X509ExtendedKeyManager() {
            @Override
            public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
                return "own";
            }

            @Override
            public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
                return "own";
            }

            @Override
            public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
                return "own";
            }

            @Override
            public String[] getClientAliases(String type, Principal[] issuers) {
                return new String[] {"own"};
            }

            @Override
            public String[] getServerAliases(String type, Principal[] issuers) {
                return new String[] {"own"};
            }

            @Override
            public X509Certificate[] getCertificateChain(String alias) {
                return new X509Certificate[] {own.certificate(), other};
            }

            @Override
            public PrivateKey getPrivateKey(String alias) {
                return own.keyPair().getPrivate();
            }
        };
        context.init(new KeyManager[] {keys}, null, null);
        return context.getSocketFactory();
    }

    /** Anybody can put a certificate that is not theirs beside their own: it is public. */
    @Test
    void aPinnedCertificateThatLeadsNowhereDoesNotCount() throws IOException, GeneralSecurityException {
        HeldCertificate root =
                new HeldCertificate.Builder().certificateAuthority(1).build();
        HeldCertificate pinned =
                new HeldCertificate.Builder().certificateAuthority(1).build();
        HeldCertificate impostor = new HeldCertificate.Builder()
                .signedBy(root)
                .addSubjectAlternativeName("localhost")
                .build();
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(showing(impostor, pinned.certificate()));
            server.start();
            UnaryOperator<DoubletickBuilder> pins =
                    builder -> builder.trust(trust(root)).pin(CertificatePinner.pin(pinned.certificate()));
            for (String scheme : new String[] {"mqtts", "wss"}) {
                URI address = URI.create(scheme + "://localhost:" + server.getPort() + "/mqtt");

                assertThat(refusal(address, pins)).rootCause().isInstanceOf(SSLPeerUnverifiedException.class);
            }
            try (Doubletick phone = registering(server, pins)) {
                assertThat(phone.register(number.e164()))
                        .failsWithin(20, SECONDS)
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOf(SSLPeerUnverifiedException.class);
            }
        }
    }

    private Doubletick registering(MockWebServer server, UnaryOperator<DoubletickBuilder> customize) {
        return customize
                .apply(Doubletick.builder()
                        .database(folder.resolve("new.db"))
                        .server(URI.create("https://localhost:" + server.getPort())))
                .build();
    }

    private MockWebServer service(HeldCertificate certificate) throws IOException {
        MockWebServer server = new MockWebServer();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.enqueue(new MockResponse.Builder()
                .code(201)
                .addHeader("Content-Type", "application/json")
                .body(VERIFICATION)
                .build());
        server.start();
        return server;
    }

    @Test
    void registersWhereAPinFitsAndNowhereElse() throws IOException {
        HeldCertificate right = certificate("localhost");
        HeldCertificate wrong = certificate("localhost");
        try (MockWebServer server = service(right)) {
            try (Doubletick phone =
                    registering(server, b -> b.trust(trust(right)).pin(CertificatePinner.pin(wrong.certificate())))) {
                assertThat(phone.register(number.e164()))
                        .failsWithin(20, SECONDS)
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOf(SSLPeerUnverifiedException.class)
                        .withMessageContaining(CertificatePinner.pin(right.certificate()));
            }
            assertThat(server.getRequestCount()).isZero();
            try (Doubletick phone =
                    registering(server, b -> b.trust(trust(right)).pin(CertificatePinner.pin(right.certificate())))) {
                assertThat(phone.register(number.e164())).succeedsWithin(20, SECONDS);
            }
        }
    }

    @Test
    void registersNowhereUnderAnotherHostsCertificate() throws IOException {
        HeldCertificate elsewhere = certificate("elsewhere.example");
        try (MockWebServer server = service(elsewhere);
                Doubletick phone = registering(server, b -> b.trust(trust(elsewhere)))) {
            assertThat(phone.register(number.e164()))
                    .failsWithin(20, SECONDS)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(SSLException.class)
                    .isNotInstanceOf(SSLHandshakeException.class)
                    .withMessageContaining("localhost");
            assertThat(server.getRequestCount()).isZero();
        }
    }
}
