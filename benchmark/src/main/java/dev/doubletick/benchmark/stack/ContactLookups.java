package dev.doubletick.benchmark.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.traffic.LoadException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Asks the registration service which numbers are registered, over one connection. Blocking; for one thread. */
public final class ContactLookups {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One lookup.
     *
     * @param nanos from the request to the whole answer
     * @param found how many are registered
     */
    public record Outcome(long nanos, int found) {}

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI endpoint;
    private final byte[] body;

    /**
     * @param http base URL of the registration service
     * @param numbers in whatever format
     * @param region where national ones are of
     */
    public ContactLookups(URI http, List<String> numbers, String region) throws IOException {
        this.endpoint = URI.create(http.toString().replaceAll("/+$", "") + "/v1/contacts/lookup");
        ObjectNode json = JSON.createObjectNode().put("defaultRegion", region);
        numbers.forEach(number -> json.withArray("numbers").add(number));
        this.body = JSON.writeValueAsBytes(json);
    }

    /**
     * Asks as this phone.
     *
     * @throws LoadException if it is refused
     */
    public Outcome ask(Account asker) throws IOException, InterruptedException {
        String pair = asker.phone().e164() + ":" + asker.credential();
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(TIMEOUT)
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        long asked = System.nanoTime();
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        long nanos = System.nanoTime() - asked;
        if (response.statusCode() != 200) {
            throw new LoadException("the registration service answered " + response.statusCode() + " to a lookup: "
                    + new String(response.body(), StandardCharsets.UTF_8));
        }
        return new Outcome(
                nanos, JSON.readTree(response.body()).path("contacts").size());
    }
}
