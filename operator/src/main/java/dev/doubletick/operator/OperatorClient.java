package dev.doubletick.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.certificates.TrustFile;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a registration service for what only its operator may have. Blocks. */
public final class OperatorClient {

    /** The most numbers that one request may name. */
    static final int BATCH = 1000;

    private static final String ACCOUNTS = "/v1/operator/accounts";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI service;
    private final String token;
    private final HttpClient client;

    /** @param authorities a PEM file with the certificates to believe; empty: those that Java believes */
    public OperatorClient(URI service, String token, Optional<Path> authorities) {
        this.service = service;
        this.token = token;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
        authorities.map(TrustFile::of).map(TrustFile::context).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /**
     * Creates accounts, or renews their credentials.
     *
     * @return a JSON array: for each number an object with its credential
     * @throws CommandException if the service does not do it
     */
    public JsonNode createAccounts(List<PhoneNumber> phones) throws InterruptedException {
        List<String> texts = phones.stream().map(PhoneNumber::e164).toList();
        HttpResponse<String> response = ask("POST", ACCOUNTS, BodyPublishers.ofString(json(Map.of("phones", texts))));
        JsonNode accounts = json(response).path("accounts");
        if (accounts.size() != phones.size()) {
            throw refusal(response);
        }
        return accounts;
    }

    /**
     * Does something to all devices of a file, or to none.
     *
     * @param action what the service calls it
     * @return CSV, if there is something to say
     * @throws CommandException if the service does not do it
     */
    String applyCsv(String action, byte[] csv) throws InterruptedException {
        return ask("POST", ACCOUNTS + "/csv?action=" + action, BodyPublishers.ofByteArray(csv))
                .body();
    }

    /**
     * Everything about one account, as JSON.
     *
     * @throws CommandException if the service does not tell
     */
    JsonNode show(PhoneNumber phone) throws InterruptedException {
        return json(ask("GET", account(phone), BodyPublishers.noBody()));
    }

    /**
     * A new credential for a device.
     *
     * @throws CommandException if the service does not give one
     */
    String rotate(PhoneNumber phone) throws InterruptedException {
        HttpResponse<String> response = ask("POST", account(phone) + "/credential", BodyPublishers.noBody());
        JsonNode credential = json(response).path("credential");
        if (!credential.isTextual()) {
            throw refusal(response);
        }
        return credential.asText();
    }

    /** @throws CommandException if the service does not do it */
    void revoke(PhoneNumber phone) throws InterruptedException {
        ask("DELETE", account(phone) + "/credential", BodyPublishers.noBody());
    }

    /** @throws CommandException if the service does not do it */
    void delete(PhoneNumber phone) throws InterruptedException {
        ask("DELETE", account(phone), BodyPublishers.noBody());
    }

    /** @throws CommandException if the service does not do it */
    void allowAnybody(PhoneNumber phone) throws InterruptedException {
        ask("DELETE", account(phone) + "/allowed-recipients", BodyPublishers.noBody());
    }

    /** @throws CommandException if the service does not do it */
    void allow(PhoneNumber phone, List<PhoneNumber> recipients) throws InterruptedException {
        List<String> texts = recipients.stream().map(PhoneNumber::e164).toList();
        ask("PUT", account(phone) + "/allowed-recipients", BodyPublishers.ofString(json(Map.of("recipients", texts))));
    }

    private static String account(PhoneNumber phone) {
        return ACCOUNTS + "/" + phone.e164();
    }

    private HttpResponse<String> ask(String method, String path, BodyPublisher body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base() + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .method(method, body)
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
        if (response.statusCode() != 200 && response.statusCode() != 204) {
            throw refusal(response);
        }
        return response;
    }

    /** With the lines of a file that are wrong, each on a line of its own. */
    private CommandException refusal(HttpResponse<String> response) {
        JsonNode problem = json(response);
        StringBuilder message = new StringBuilder("The service at " + service + " answered " + response.statusCode()
                + ": " + problem.path("detail").asText("is that a doubletick registration service?"));
        for (JsonNode line : problem.path("lines")) {
            message.append("\n  line ")
                    .append(line.path("line").asInt())
                    .append(": ")
                    .append(line.path("error").asText());
        }
        return new CommandException(message.toString());
    }

    private String base() {
        String text = service.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static String json(Map<String, List<String>> body) {
        try {
            return MAPPER.writeValueAsString(body);
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
