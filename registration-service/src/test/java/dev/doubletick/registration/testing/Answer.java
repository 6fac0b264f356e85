package dev.doubletick.registration.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;

/** An HTTP answer and what a test wants to know of it. */
public record Answer(HttpResponse<String> http) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The status code. */
    public int status() {
        return http.statusCode();
    }

    /** A header; fails if it is not there. */
    public String header(String name) {
        return http.headers().firstValue(name).orElseThrow(() -> new AssertionError("no header " + name));
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            return MAPPER.readTree(http.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + http.body(), e);
        }
    }

    /** A text field of the body. */
    public String text(String field) {
        return json().path(field).asText();
    }

    /** Asserts that it is this problem, complete as RFC 9457 and our own rules want it. */
    public Answer isProblem(int status, String slug) {
        assertThat(http.body()).contains("urn:doubletick:problem:" + slug);
        assertThat(status()).isEqualTo(status);
        assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(json().path("type").asText()).isEqualTo("urn:doubletick:problem:" + slug);
        assertThat(json().path("status").asInt()).isEqualTo(status);
        assertThat(json().path("title").asText()).isNotBlank();
        assertThat(json().path("detail").asText()).isNotBlank();
        assertThat(json().path("instance").asText()).isEqualTo("urn:uuid:" + header("X-Request-Id"));
        return this;
    }
}
