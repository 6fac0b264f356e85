package dev.doubletick.registration.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Device;
import dev.doubletick.registration.testing.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Walks the description of the interface. That what goes well is as described is checked with every call that any test makes
 * ({@link TestService#send}).
 */
class OpenApiIT {

    private static TestService service;
    private static Device device;

    @BeforeAll
    static void start() {
        service = TestService.start();
        device = Device.provisioned(service, "+4915112345678");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** One operation of the description. */
    private record Described(String path, String method, JsonNode operation) {

        String id() {
            return operation.path("operationId").asText();
        }

        boolean mayBeCalledBy(String scheme) {
            return operation.path("security").path(0).has(scheme);
        }

        /** A path that leads to it, where nothing is. */
        String anyPath() {
            return path.replaceAll("\\{[a-zA-Z]+}", "none");
        }

        HttpRequest.Builder request(String body) {
            return service.request(anyPath()).method(method.toUpperCase(Locale.ROOT), BodyPublishers.ofString(body));
        }
    }

    private static List<Described> operations() {
        List<Described> all = new ArrayList<>();
        service.contract().document().path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> all.add(new Described(path.getKey(), method.getKey(), method.getValue()))));
        return all;
    }

    @Test
    void describesEachOperationOnceUnderAnIdOfItsOwn() {
        List<String> ids = operations().stream().map(Described::id).toList();

        assertThat(ids).contains("requestVerification", "checkVerification", "createAccounts", "isReady");
        assertThat(ids).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> holdsSchemasThatAreSchemas() {
        var metaSchema =
                JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaLocation.of(SchemaId.V202012));
        return service.contract().document().at("/components/schemas").properties().stream()
                .map(schema -> dynamicTest(schema.getKey(), () -> assertThat(metaSchema.validate(schema.getValue()))
                        .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> refusesStrangersAsDescribed() {
        return operations().stream()
                .filter(operation -> !operation.operation().path("security").isEmpty())
                .flatMap(operation -> Stream.of(
                        dynamicTest(operation.id() + " without a password", () -> {
                            Answer answer = service.send(operation.request(""));
                            assertThat(answer.status()).isEqualTo(401);
                            assertThat(answer.http().headers().firstValue("WWW-Authenticate"))
                                    .isPresent();
                        }),
                        dynamicTest(operation.id() + " with a wrong one", () -> {
                            String wrong = Base64.getEncoder()
                                    .encodeToString("+4915112345678:wrong".getBytes(StandardCharsets.UTF_8));
                            String header = operation.mayBeCalledBy("device") ? "Basic " + wrong : "Bearer wrong";
                            Answer answer = service.send(operation.request("").header("Authorization", header));
                            assertThat(answer.status()).isEqualTo(401);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> refusesBadBodiesAsDescribed() {
        return operations().stream()
                .filter(operation ->
                        operation.operation().at("/requestBody/content").has("application/json"))
                .flatMap(operation -> Stream.of("", "{", "[]", "null", "7", "{\"no such field\":1}", "\u0000")
                        .map(body -> dynamicTest(operation.id() + " with " + body.replace('\u0000', '0'), () -> {
                            Answer answer = service.send(authorized(operation, operation.request(body)));
                            assertThat(answer.status()).isBetween(400, 499).isNotEqualTo(401);
                        })));
    }

    private static HttpRequest.Builder authorized(Described operation, HttpRequest.Builder request) {
        if (operation.mayBeCalledBy("operator")) {
            return request.header("Authorization", "Bearer " + service.operatorToken.text());
        }
        if (operation.mayBeCalledBy("device")) {
            byte[] pair = (device.phone() + ":" + device.credential()).getBytes(StandardCharsets.UTF_8);
            return request.header(
                    "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return request;
    }

    @Test
    void isBrowsable() {
        Answer page = service.get("/v1/docs");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.http().headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'");
        for (String asset : List.of("swagger-ui.css", "swagger-ui-bundle.js", "start.js")) {
            assertThat(page.http().body()).contains("/v1/docs/" + asset);
            Answer answer = service.get("/v1/docs/" + asset);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.http().body()).isNotEmpty();
        }
        assertThat(service.get("/v1/docs/other.js").status()).isEqualTo(404);
    }
}
