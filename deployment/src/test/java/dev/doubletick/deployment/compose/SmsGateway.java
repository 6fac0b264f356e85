package dev.doubletick.deployment.compose;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The operator's SMS gateway: HTTP on the host of the project. Ends with the process. */
final class SmsGateway {

    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final HttpServer server;

    SmsGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(Lan.HOST, 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    URI address() {
        return URI.create("http://" + Lan.HOST + ":" + server.getAddress().getPort() + "/");
    }

    /** The next message, as the service posted it. Blocks until there is one. */
    String next() throws InterruptedException {
        return bodies.take();
    }
}
