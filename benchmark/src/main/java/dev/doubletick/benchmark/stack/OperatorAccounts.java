package dev.doubletick.benchmark.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes accounts through the registration service's operator API. Blocking; for one thread. */
final class OperatorAccounts {

    private static final int MAX_PER_CALL = 1000;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI endpoint;
    private final String token;

    /** @param http base URL of the registration service */
    OperatorAccounts(URI http, String token) {
        this.endpoint = URI.create(http.toString().replaceAll("/+$", "") + "/v1/operator/accounts");
        this.token = token;
    }

    /** Makes an account for each number, in this order. */
    List<Account> create(List<PhoneNumber> phones) throws IOException, InterruptedException {
        List<Account> accounts = new ArrayList<>(phones.size());
        for (int from = 0; from < phones.size(); from += MAX_PER_CALL) {
            accounts.addAll(call(phones.subList(from, Math.min(from + MAX_PER_CALL, phones.size()))));
        }
        return accounts;
    }

    private List<Account> call(List<PhoneNumber> phones) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        phones.forEach(phone -> body.withArray("phones").add(phone.e164()));
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(endpoint)
                        .timeout(TIMEOUT)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw new LoadException("the registration service answered " + response.statusCode() + " to "
                    + phones.size() + " accounts: " + detail(response.body()));
        }
        return inOrder(phones, JSON.readTree(response.body()).path("accounts"));
    }

    private static List<Account> inOrder(List<PhoneNumber> phones, JsonNode made) {
        Map<PhoneNumber, Account> byPhone = new HashMap<>();
        for (JsonNode account : made) {
            PhoneNumber phone = AccountFile.phoneNumber(account.path("phone").asText());
            byPhone.put(phone, new Account(phone, account.path("credential").asText()));
        }
        return phones.stream()
                .map(phone -> {
                    Account account = byPhone.get(phone);
                    if (account == null || account.credential().isEmpty()) {
                        throw new LoadException("the registration service made no account for " + phone);
                    }
                    return account;
                })
                .toList();
    }

    /** What the problem+json says (RFC 9457), where it is one. */
    private static String detail(byte[] body) {
        try {
            JsonNode problem = JSON.readTree(body);
            return problem.path("detail").asText(problem.path("title").asText("no reason given"));
        } catch (IOException e) {
            return "no reason given";
        }
    }
}
