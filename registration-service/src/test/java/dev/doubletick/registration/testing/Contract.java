package dev.doubletick.registration.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the service says of itself as OpenAPI, and whether its answers keep to it. */
public final class Contract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private final JsonNode document;

    public Contract(JsonNode document) {
        this.document = document;
    }

    public JsonNode document() {
        return document;
    }

    /** Throws unless an answer is one that the operation's description names. What is not described is not looked at. */
    public void check(HttpRequest request, HttpResponse<String> answer) {
        String path = request.uri().getPath();
        for (Map.Entry<String, JsonNode> described : document.path("paths").properties()) {
            JsonNode operation = described.getValue().path(request.method().toLowerCase(Locale.ROOT));
            if (isAt(described.getKey(), path) && !operation.isMissingNode()) {
                check(operation, answer);
            }
        }
    }

    private static boolean isAt(String template, String path) {
        return Pattern.matches(template.replaceAll("\\{[a-zA-Z]+}", "[^/]+"), path);
    }

    private void check(JsonNode operation, HttpResponse<String> answer) {
        String what = operation.path("operationId").asText() + " answered " + answer.statusCode();
        JsonNode response = operation.path("responses").path(Integer.toString(answer.statusCode()));
        if (response.isMissingNode()) {
            throw new AssertionError(what + ", which is not described: " + answer.body());
        }
        response.path("headers").fieldNames().forEachRemaining(header -> {
            if (answer.headers().firstValue(header).isEmpty() && !header.equals("Retry-After")) {
                throw new AssertionError(what + " without the header " + header);
            }
        });
        JsonNode content = response.path("content");
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        if (content.isMissingNode()) {
            if (!answer.body().isEmpty()) {
                throw new AssertionError(what + " with a body that is not described: " + answer.body());
            }
            return;
        }
        if (!content.has(type)) {
            throw new AssertionError(what + " with the content type " + type + ", which is not described");
        }
        if (type.endsWith("json")) {
            Set<ValidationMessage> faults =
                    validate((ObjectNode) content.path(type).path("schema"), answer.body());
            if (!faults.isEmpty()) {
                throw new AssertionError(what + ", not as described: " + faults + " in " + answer.body());
            }
        }
    }

    private Set<ValidationMessage> validate(ObjectNode schema, String body) {
        // References point into the document, which stands at the root for that.
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        try {
            return SCHEMAS.getSchema(whole).validate(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }
}
