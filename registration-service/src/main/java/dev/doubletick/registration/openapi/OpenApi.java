package dev.doubletick.registration.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doubletick.registration.http.Problem;
import io.javalin.router.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the description of an HTTP interface, from the {@link Operation}s of its routes.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI Specification 3.1.1</a>
 */
final class OpenApi {

    private static final String PROBLEM_JSON = "application/problem+json";
    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([a-zA-Z]+)}");

    private static final Pattern VERSIONED = Pattern.compile("/v1/([a-z-]+)");

    private final Schemas schemas = new Schemas();
    private final ObjectNode paths = object();

    private OpenApi() {}

    /**
     * Describes all that lies at a version of the interface, and whatever else has an operation.
     *
     * @throws IllegalStateException if a route of the interface has none
     */
    static ObjectNode describe(Collection<Endpoint> endpoints) {
        OpenApi api = new OpenApi();
        for (Endpoint endpoint : endpoints) {
            Operation operation = endpoint.metadata(Operation.class);
            if (operation != null) {
                api.add(endpoint, operation);
            } else if (endpoint.method.isHttpMethod() && endpoint.path.startsWith("/v1/")) {
                throw new IllegalStateException(endpoint.method.name() + " " + endpoint.path + " is not described");
            }
        }
        return api.document();
    }

    private ObjectNode document() {
        ObjectNode document = object().put("openapi", "3.1.1");
        document.putObject("info")
                .put("title", "Doubletick registration service")
                .put("version", "1")
                .put(
                        "description",
                        "Phone numbers, accounts and what belongs to them. Messages go over MQTT. Every answer has a"
                                + " request id, which the server's log names too. What goes wrong is told as a problem"
                                + " (RFC 9457), whose type a program may rely on.");
        document.set("paths", paths);
        ObjectNode components = document.putObject("components");
        ObjectNode all = schemas.definitions();
        all.set("Problem", Schemas.problem());
        components.set("schemas", all);
        ObjectNode security = components.putObject("securitySchemes");
        security.putObject(scheme(Access.DEVICE))
                .put("type", "http")
                .put("scheme", "basic")
                .put("description", "The phone number in E.164 with the plus, and its device credential.");
        security.putObject(scheme(Access.OPERATOR))
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "The operator token.");
        return document;
    }

    private static String scheme(Access access) {
        return access.name().toLowerCase(Locale.ROOT);
    }

    private void add(Endpoint endpoint, Operation operation) {
        String method = endpoint.method.name().toLowerCase(Locale.ROOT);
        ObjectNode described = paths.withObjectProperty(endpoint.path).putObject(method);
        described.put("operationId", operation.id()).put("summary", operation.summary());
        described.putArray("tags").add(tag(endpoint.path));
        ArrayNode security = described.putArray("security");
        if (operation.access() != Access.ANYBODY) {
            security.addObject().putArray(scheme(operation.access()));
        }
        List<JsonNode> parameters = parameters(endpoint.path, operation.queries());
        if (!parameters.isEmpty()) {
            described.putArray("parameters").addAll(parameters);
        }
        operation.body().ifPresent(body -> {
            ObjectNode request = described.putObject("requestBody").put("required", true);
            request.set("content", content(body));
        });
        ObjectNode responses = described.putObject("responses");
        operation.answers().forEach(answer -> {
            ObjectNode response = response(responses, answer.status(), "What was asked for.");
            answer.content()
                    .ifPresent(content -> response.withObjectProperty("content").setAll(content(content)));
        });
        byStatus(operation.allProblems()).forEach((status, problems) -> addProblems(responses, status, problems));
    }

    /** The first level below the version. */
    private static String tag(String path) {
        Matcher matcher = VERSIONED.matcher(path);
        return matcher.lookingAt() ? matcher.group(1) : "health";
    }

    private static List<JsonNode> parameters(String path, List<Operation.Query> queries) {
        List<JsonNode> parameters = new ArrayList<>();
        Matcher matcher = PATH_PARAMETER.matcher(path);
        while (matcher.find()) {
            ObjectNode parameter =
                    object().put("name", matcher.group(1)).put("in", "path").put("required", true);
            parameter.putObject("schema").put("type", "string");
            parameters.add(parameter);
        }
        for (Operation.Query query : queries) {
            ObjectNode parameter = object().put("name", query.name()).put("in", "query");
            parameter.put("description", query.description());
            parameter.putObject("schema").put("type", "string");
            parameters.add(parameter);
        }
        return parameters;
    }

    private ObjectNode content(Operation.Content content) {
        ObjectNode byType = object();
        byType.putObject(content.mediaType()).set("schema", schemas.of(content.type()));
        return byType;
    }

    private static Map<Integer, List<Problem>> byStatus(Collection<Problem> problems) {
        Map<Integer, List<Problem>> byStatus = new TreeMap<>();
        problems.forEach(problem -> byStatus.computeIfAbsent(problem.status(), status -> new ArrayList<>())
                .add(problem));
        return byStatus;
    }

    private static void addProblems(ObjectNode responses, int status, List<Problem> problems) {
        String titles = String.join(". ", problems.stream().map(Problem::title).toList()) + ".";
        ObjectNode response = response(responses, status, titles);
        if (status == 429 || status == 503) {
            response.withObjectProperty("headers")
                    .putObject("Retry-After")
                    .put("description", "Seconds to wait before asking again.")
                    .putObject("schema")
                    .put("type", "integer")
                    .put("minimum", 0);
        }
        response.putObject("content").putObject(PROBLEM_JSON).set("schema", Schemas.oneOf(problems));
    }

    private static ObjectNode response(ObjectNode responses, int status, String description) {
        ObjectNode response =
                responses.withObjectProperty(Integer.toString(status)).put("description", description);
        response.withObjectProperty("headers")
                .putObject("X-Request-Id")
                .put("description", "Names this request in the server's log.")
                .putObject("schema")
                .put("type", "string");
        return response;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
