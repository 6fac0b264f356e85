package dev.doubletick.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks a registration service for accounts, as its operator. Blocks. */
public final class OperatorClient {

    /** The most numbers that one request may name. */
    static final int BATCH = 1000;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI service;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    public OperatorClient(URI service, String token) {
        this.service = service;
        this.token = token;
    }

    /**
     * Creates accounts, or renews their credentials.
     *
     * @return a JSON array: for each number an object with its credential
     * @throws CommandException if the service does not do it
     */
    public JsonNode createAccounts(List<PhoneNumber> phones) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base() + "/v1/operator/accounts"))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(phones)))
                .build();
        HttpResponse<String> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new CommandException("No answer from " + service + ": " + why + ".", e);
        }
        if (response.statusCode() == 401) {
            throw new CommandException("The service at " + service + " does not accept this operator token.");
        }
        JsonNode accounts = json(response).path("accounts");
        if (response.statusCode() != 200 || accounts.size() != phones.size()) {
            String detail = json(response).path("detail").asText("is that a doubletick registration service?");
            throw new CommandException(
                    "The service at " + service + " answered " + response.statusCode() + ": " + detail);
        }
        return accounts;
    }

    private String base() {
        String text = service.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static String body(List<PhoneNumber> phones) {
        try {
            return MAPPER.writeValueAsString(
                    Map.of("phones", phones.stream().map(PhoneNumber::e164).toList()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of strings is always JSON", e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return MAPPER.readTree(response.body());
        } catch (JsonProcessingException e) {
            return MAPPER.missingNode();
        }
    }
}
