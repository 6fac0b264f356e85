package dev.doubletick.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.certificates.ServerCertificate;
import dev.doubletick.certificates.TrialAuthority;
import dev.doubletick.certificates.TrustFile;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate is renewed while phones talk. */
class RenewalIT {

    private static final PhoneNumber ALICE = PhoneNumber.ofE164("+4915900000011");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4915900000012");

    /** A phone that remembers what became of its connection. */
    private static final class Phone implements DoubletickListener, AutoCloseable {

        private final List<ConnectionState.Kind> states = new CopyOnWriteArrayList<>();
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final Doubletick sdk;

        Phone(Account account, URI http, Path database, Path authority) {
            sdk = Doubletick.builder()
                    .database(database)
                    .server(http)
                    .listener(this)
                    .trust(TrustFile.of(authority).manager())
                    .build();
            sdk.adopt(account).orTimeout(20, TimeUnit.SECONDS).join();
            await().until(() -> states.contains(ConnectionState.Kind.CONNECTED));
            states.clear();
        }

        @Override
        public void onConnectionState(ConnectionState state) {
            states.add(state.kind());
        }

        @Override
        public void onMessage(Message message) {
            texts.add(message.text().orElseThrow());
        }

        @Override
        public void close() {
            sdk.close();
        }
    }

    private static Certificate shown(URI address, SSLSocketFactory sockets) throws IOException {
        try (SSLSocket socket = (SSLSocket) sockets.createSocket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void connectedPhonesGoOnAndNewOnesGetTheNewCertificate(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("servers");
        try (TrialServers servers = TrialServers.startWithTls(data);
                Stage stage = Stage.set(folder, servers)) {
            assertThat(List.of(servers.mqtt(), servers.ws(), servers.http()))
                    .extracting(URI::getScheme)
                    .containsExactly("mqtts", "wss", "https");
            Path authority = servers.certificateAuthority().orElseThrow();
            assertThat(authority).isEqualTo(data.toRealPath().resolve("ca.pem"));
            SSLSocketFactory strangers = (SSLSocketFactory) SSLSocketFactory.getDefault();
            for (URI address : List.of(servers.mqtt(), servers.ws(), servers.http())) {
                assertThatThrownBy(() -> shown(address, strangers)).isInstanceOf(SSLException.class);
            }

            Account alices = Account.of(ALICE, stage.provision(ALICE), List.of(servers.mqtt()));
            Account bobs = Account.of(BOB, stage.provision(BOB), List.of(servers.ws()));
            try (Phone alice = new Phone(alices, servers.http(), folder.resolve("alice.db"), authority);
                    Phone bob = new Phone(bobs, servers.http(), folder.resolve("bob.db"), authority)) {
                KeyStoreFile keyStore = new KeyStoreFile(data.resolve("server.p12"), KeyStoreFile.USUAL_PASSWORD);
                Certificate before = keyStore.read().chain().get(0);
                ServerCertificate renewed = TrialAuthority.in(data, Instant.now(), new SecureRandom())
                        .issue(List.of("localhost", "127.0.0.1"), Instant.now(), Duration.ofDays(30));
                List<String> written = new ArrayList<>();
                send(alice, written);
                keyStore.write(renewed, false);

                // Both read the file again every few seconds.
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> {
                            send(alice, written);
                            boolean everywhere = true;
                            for (URI address : List.of(servers.mqtt(), servers.ws(), servers.http())) {
                                // A context of its own for each look: Java would go on with a session that it has.
                                Certificate now = shown(
                                        address,
                                        TrustFile.of(authority).context().getSocketFactory());
                                assertThat(now).isIn(before, renewed.chain().get(0));
                                everywhere &= now.equals(renewed.chain().get(0));
                            }
                            return everywhere;
                        });

                send(alice, written);
                await().atMost(Duration.ofSeconds(20)).until(() -> bob.texts.size() == written.size());
                assertThat(bob.texts).isEqualTo(written);
                assertThat(alice.states).isEmpty();
                assertThat(bob.states).isEmpty();
            }
        }
    }

    private static void send(Phone from, List<String> written) {
        String text = "message " + written.size();
        written.add(text);
        from.sdk.send(BOB, text).orTimeout(20, TimeUnit.SECONDS).join();
    }
}
