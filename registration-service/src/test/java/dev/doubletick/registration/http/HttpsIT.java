package dev.doubletick.registration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.certificates.ServerCertificate;
import dev.doubletick.certificates.TrialAuthority;
import dev.doubletick.certificates.TrustFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsIT {

    private static final Duration LIFE = Duration.ofDays(90);

    @TempDir
    private Path folder;

    private final Instant now = Instant.now();
    private TrialAuthority authority;
    private ServerCertificate first;
    private KeyStoreFile store;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        // A folder as people have them.
        Path own = Files.createDirectory(folder.resolve("mein Schlüssel 100%"));
        authority = TrialAuthority.in(own, now, new SecureRandom());
        first = authority.issue(List.of("localhost"), now, LIFE);
        store = new KeyStoreFile(own.resolve("server.p12"), KeyStoreFile.USUAL_PASSWORD);
        store.write(first, false);
        server = HttpServer.start(
                "127.0.0.1",
                0,
                Optional.of(store),
                (routes, executor) -> routes.get("/hello", ctx -> ctx.result(ctx.scheme())));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private SSLSocket connect(String... protocols) throws IOException {
        SSLSocketFactory sockets =
                TrustFile.of(authority.certificateFile()).context().getSocketFactory();
        SSLSocket socket = (SSLSocket) sockets.createSocket("127.0.0.1", server.port());
        socket.setSoTimeout(10_000);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        return socket;
    }

    /** Keeps the connection open. */
    private static String get(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /hello HTTP/1.1\r\nHost: somewhere\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String status = reader.readLine();
        String line;
        while ((line = reader.readLine()) != null && !line.isEmpty()) {
            assertThat(line).doesNotContain("Server:");
        }
        char[] body = new char[5];
        int read = reader.read(body);
        return status + " " + new String(body, 0, Math.max(read, 0));
    }

    private ServerCertificate shown() throws IOException {
        try (SSLSocket socket = connect()) {
            return socket.getSession()
                            .getPeerCertificates()[0]
                            .equals(first.chain().get(0))
                    ? first
                    : store.read();
        }
    }

    @Test
    void servesByTls13And12AndNothingOlder() throws IOException {
        for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
            try (SSLSocket socket = connect(protocol)) {
                assertThat(get(socket)).isEqualTo("HTTP/1.1 200 OK https");
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            }
        }
        try (SSLSocket socket = connect("TLSv1.1")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void takesANewCertificateWhileOpenConnectionsGoOn() throws IOException {
        try (SSLSocket open = connect()) {
            assertThat(get(open)).isEqualTo("HTTP/1.1 200 OK https");

            store.write(authority.issue(List.of("localhost"), now, LIFE), false);

            await().atMost(Duration.ofSeconds(30)).until(() -> !shown().equals(first));
            assertThat(get(open)).isEqualTo("HTTP/1.1 200 OK https");
        }
    }

    @Test
    void goesOnWithTheOldCertificateWhereTheNewFileIsBroken() throws IOException {
        Files.writeString(store.file(), "not a key store");
        // What comes later is taken, so the broken one was looked at or passed over: either way nobody was refused.
        await().during(Duration.ofSeconds(12)).atMost(Duration.ofSeconds(30)).until(() -> shown().equals(first));

        Files.delete(store.file());
        store.write(authority.issue(List.of("localhost"), now, LIFE), false);
        await().atMost(Duration.ofSeconds(30)).until(() -> !shown().equals(first));
    }
}
