package dev.doubletick.registration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send a byte now and then, to hold what others need ("Slowloris"). There are more of them than threads. */
class SlowClientsIT {

    private static final int CLIENTS = 100;
    private static final String HEADERS =
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ";

    private final List<Socket> sockets = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    record Echo(String text) {}

    @BeforeEach
    void start() {
        server = HttpServer.start("127.0.0.1", 0, Duration.ofSeconds(1), (routes, executor) -> {
            routes.get("/hello", ctx -> ctx.result("hello"));
            routes.post("/echo", ctx -> ctx.json(JsonBody.read(ctx, Echo.class, HttpServer.LARGEST_BODY_BYTES)));
        });
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private void open(int clients, String start) throws IOException {
        for (int i = 0; i < clients; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            sockets.add(socket);
            send(socket, start);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends one more byte on every connection that still takes one, and answers how many do. */
    private long drip() {
        return sockets.stream()
                .filter(socket -> {
                    try {
                        send(socket, "x");
                        // The server says nothing until it closes.
                        socket.setSoTimeout(1);
                        return socket.getInputStream().read() >= 0;
                    } catch (SocketTimeoutException e) {
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                })
                .count();
    }

    private void assertOthersAreServed() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/hello"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("hello");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void assertThatTheyAreCutOff() {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    assertOthersAreServed();
                    assertThat(drip()).isZero();
                });
    }

    @Test
    void headersThatDripHoldNobodyUpAndAreCutOff() throws IOException {
        open(CLIENTS, "GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: ");

        assertThatTheyAreCutOff();
    }

    @Test
    void bodiesThatDripHoldNobodyUpAndAreCutOff() throws IOException {
        open(CLIENTS, HEADERS + "1000\r\n\r\n{\"text\":\"");

        assertThatTheyAreCutOff();
    }

    /** As large as any that is taken. */
    @Test
    void largeBodiesThatDripHoldNobodyUpAndAreCutOff() throws IOException {
        open(
                CLIENTS,
                HEADERS + HttpServer.LARGEST_BODY_BYTES + "\r\n\r\n"
                        + " ".repeat(HttpServer.LARGEST_BODY_BYTES - 1000));

        assertThatTheyAreCutOff();
    }

    @Test
    void bodiesThatAreLargeAndDripHoldNobodyUp() throws IOException {
        open(CLIENTS, HEADERS + "10000000\r\n\r\n" + " ".repeat(200_000));

        assertOthersAreServed();
    }

    @Test
    void aConnectionThatWasGoodBeforeIsWatchedAllTheSame() throws IOException {
        open(1, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
        byte[] answer = new byte[4096];
        assertThat(sockets.get(0).getInputStream().read(answer)).isPositive();

        send(sockets.get(0), "GET /hello HTTP/1.1\r\nX-Slow: ");

        assertThatTheyAreCutOff();
    }

    @Test
    void aRequestThatArrivesInPiecesIsServed() throws IOException {
        open(1, "POST /echo HT");
        Socket socket = sockets.get(0);
        send(socket, "TP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Le");
        send(socket, "ngth: 15\r\n\r\n{\"text\"");
        send(socket, ":\"slow\"}");

        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200")
                .endsWith("{\"text\":\"slow\"}");
    }
}
