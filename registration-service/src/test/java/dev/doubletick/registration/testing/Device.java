package dev.doubletick.registration.testing;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A registered phone that talks HTTP. */
public record Device(TestService service, String phone, String credential) {

    /** Creates the account as an operator does. */
    public static Device provisioned(TestService service, String phone) {
        Answer answer = service.createAccounts("{\"phones\":[\"" + phone + "\"]}");
        if (answer.status() != 200) {
            throw new AssertionError(answer.http().body());
        }
        return new Device(
                service,
                phone,
                answer.json().path("accounts").path(0).path("credential").asText());
    }

    /** Registers with the code of an SMS. */
    public static Device registered(TestService service, String phone) {
        Answer answer = service.guess(service.verification(phone), service.sender.lastCode(phone));
        if (answer.status() != 200) {
            throw new AssertionError(answer.http().body());
        }
        return new Device(service, phone, answer.text("credential"));
    }

    public Answer get(String path) {
        return send("GET", path, "");
    }

    public Answer delete(String path) {
        return send("DELETE", path, "");
    }

    public Answer put(String path, String json) {
        return send("PUT", path, json);
    }

    public Answer post(String path, String json) {
        return send("POST", path, json);
    }

    private Answer send(String method, String path, String json) {
        byte[] pair = (phone + ":" + credential).getBytes(StandardCharsets.UTF_8);
        return service.send(service.request(path)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair))
                .header("Content-Type", "application/json")
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json)));
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return "Device[" + phone + "]";
    }
}
