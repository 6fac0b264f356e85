package dev.doubletick.broker.operator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Asks the broker as an operator's tools do. */
public final class OperatorClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    public OperatorClient(int port) {
        this.port = port;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(path, Map.of());
    }

    HttpResponse<String> get(String path, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The status of {@code /readyz}, and what it says. */
    public String ready() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/readyz");
        return answer.statusCode() + " " + answer.body();
    }
}
