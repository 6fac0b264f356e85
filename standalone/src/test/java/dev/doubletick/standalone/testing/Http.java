package dev.doubletick.standalone.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the registration service, as somebody who plays with it would write one. */
public final class Http {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("\\b[0-9]{6}\\b");

    private final URI service;

    /** @param service such as {@code http://127.0.0.1:8080} */
    public Http(URI service) {
        this.service = service;
    }

    /** GET. */
    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(service + path)));
    }

    /** POST of JSON. */
    public HttpResponse<String> post(String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(service + path)).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** PUT of JSON, or of nothing, as this phone. */
    public HttpResponse<String> put(String path, String json, StockPhone phone) {
        return send(HttpRequest.newBuilder(URI.create(service + path))
                .header("Authorization", phone.authorization())
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** DELETE as this phone. */
    public HttpResponse<String> delete(String path, StockPhone phone) {
        return send(HttpRequest.newBuilder(URI.create(service + path))
                .header("Authorization", phone.authorization())
                .DELETE());
    }

    /** The id of this phone's device. */
    public String deviceId(StockPhone phone) {
        return json(send(HttpRequest.newBuilder(URI.create(service + "/v1/account/devices"))
                        .header("Authorization", phone.authorization())))
                .path("devices")
                .path(0)
                .path("id")
                .asText();
    }

    /** Asks for a code; answers the verification's id. */
    public String verification(String phone) {
        return json(post("/v1/verifications", "{\"phone\":\"" + phone + "\"}"))
                .path("id")
                .asText();
    }

    /** The newest code that a phone was sent. */
    public String code(String phone) {
        JsonNode texts = json(get("/fake/sms?phone=" + phone));
        Matcher matcher = CODE.matcher(texts.path(texts.size() - 1).path("text").asText());
        if (!matcher.find()) {
            throw new AssertionError("no code in " + texts);
        }
        return matcher.group();
    }

    /** Confirms a verification. */
    public JsonNode confirm(String verification, String code) {
        return json(post("/v1/verifications/" + verification + "/code", "{\"code\":\"" + code + "\"}"));
    }

    /** A body as JSON. */
    public static JsonNode json(HttpResponse<String> response) {
        try {
            return MAPPER.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
