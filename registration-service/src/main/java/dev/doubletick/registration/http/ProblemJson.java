package dev.doubletick.registration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A problem as JSON, RFC 9457 section 3. */
final class ProblemJson {

    static final String CONTENT_TYPE = "application/problem+json";

    private ProblemJson() {}

    /**
     * Writes it.
     *
     * @param status the one that is answered, where the HTTP server knows a finer one than the problem's own
     * @param requestId becomes the instance, as a URN
     */
    static byte[] write(Problem problem, int status, String detail, Map<String, Object> members, String requestId) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", problem.type());
        json.put("title", problem.title());
        json.put("status", status);
        json.put("detail", detail);
        json.put("instance", RequestId.urn(requestId));
        json.putAll(members);
        try {
            return Json.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem holds only what JSON can hold", e);
        }
    }
}
