package dev.doubletick.benchmark.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Registers phones as an app does, on a stack whose texts are not sent but shown. Blocking; safe on any thread, and connections are
 * kept for the next call.
 */
public final class RegistrationClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern CODE = Pattern.compile("\\b[0-9]{6}\\b");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI http;

    /** @param http base URL of the registration service */
    public RegistrationClient(URI http) {
        this.http = URI.create(http.toString().replaceAll("/+$", "") + "/");
    }

    /**
     * Asks for a code.
     *
     * @return the verification's id
     * @throws IOException if the service answers anything but 201
     */
    public String requestCode(PhoneNumber phone) throws IOException, InterruptedException {
        return post("v1/verifications", "{\"phone\":\"" + phone.e164() + "\"}", 201)
                .path("id")
                .asText();
    }

    /**
     * Reads the text that the phone would have got.
     *
     * @throws IOException if there is none
     */
    public String readCode(PhoneNumber phone) throws IOException, InterruptedException {
        JsonNode texts = send(HttpRequest.newBuilder(http.resolve("fake/sms?phone=" + phone.digits())), 200);
        Matcher code = CODE.matcher(texts.path(texts.size() - 1).path("text").asText());
        if (!code.find()) {
            throw new IOException("no text with a code has come");
        }
        return code.group();
    }

    /**
     * Exchanges the code for a credential.
     *
     * @return the credential
     * @throws IOException if the service answers anything but 200
     */
    public String checkCode(String verification, String code) throws IOException, InterruptedException {
        return post("v1/verifications/" + verification + "/code", "{\"code\":\"" + code + "\"}", 200)
                .path("credential")
                .asText();
    }

    private JsonNode post(String path, String json, int expected) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(http.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)),
                expected);
    }

    private JsonNode send(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != expected) {
            // The kind of problem, and neither number nor code.
            throw new IOException(response.statusCode() + " "
                    + JSON.readTree(response.body()).path("type").asText("(no problem type)"));
        }
        return JSON.readTree(response.body());
    }
}
