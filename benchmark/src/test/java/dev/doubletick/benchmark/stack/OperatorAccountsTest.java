package dev.doubletick.benchmark.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an HTTP server that answers as the operator API does. */
class OperatorAccountsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Integer> calls = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private URI http;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/operator/accounts", this::answer);
        server.start();
        http = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void makesAccountsAThousandAtATimeAndKeepsTheirOrder() throws Exception {
        Accounts accounts = Accounts.ofOperator(() -> http, "token", PhoneNumber.ofE164("+4915110000000"));
        List<Account> all = accounts.take(2_500);

        assertThat(calls).containsExactly(1_000, 1_000, 500);
        assertThat(all).hasSize(2_500);
        assertThat(all.get(1_234))
                .isEqualTo(new Account(PhoneNumber.ofDigits("4915110001234"), "secret of +4915110001234"));
    }

    @Test
    void makesOnlyWhatIsNotThereYet() throws Exception {
        Accounts accounts = Accounts.ofOperator(() -> http, "token", PhoneNumber.ofE164("+4915110000000"));
        List<Account> few = accounts.take(2);
        List<Account> more = accounts.take(5);
        accounts.take(3);

        assertThat(calls).containsExactly(2, 3);
        assertThat(more).startsWith(few.toArray(Account[]::new));
    }

    @Test
    void saysWhatTheServiceAnswered() {
        Accounts accounts = Accounts.ofOperator(() -> http, "wrong", PhoneNumber.ofE164("+4915110000000"));

        assertThatThrownBy(() -> accounts.take(1))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("401")
                .hasMessageContaining("not an operator");
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        ObjectNode answer = JSON.createObjectNode();
        int status = 201;
        if ("Bearer token".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            calls.add(request.path("phones").size());
            ArrayNode accounts = answer.putArray("accounts");
            // Backwards: the order of the answer is not promised.
            for (int i = request.path("phones").size() - 1; i >= 0; i--) {
                String phone = request.path("phones").get(i).asText();
                accounts.addObject().put("phone", phone).put("credential", "secret of " + phone);
            }
        } else {
            status = 401;
            answer.put("title", "Unauthorized").put("detail", "not an operator");
        }
        byte[] body = JSON.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
