package dev.doubletick.registration.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.FutureTask;

/** {@code GET /v1/openapi.json}, and {@code GET /v1/docs} to browse it. */
public final class OpenApiRoutes {

    /** Only what this server serves runs or is loaded on the page. Swagger UI writes styles and images into it. */
    private static final String POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    private static final Operation DESCRIBE =
            Operation.of("getDescription", "This description").answers(200, JsonNode.class);
    private static final Operation BROWSE =
            Operation.of("browse", "A page to browse this description").answers(200, "text/html", String.class);
    private static final Operation ASSET = Operation.of("getAsset", "A part of that page")
            .answers(200, "text/css", String.class)
            .answers(200, "text/javascript", String.class)
            .refuses(Problem.NOT_FOUND);

    private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
    private static final Map<String, Asset> ASSETS = Map.of(
            "start.js", new Asset("start.js", "text/javascript"),
            "swagger-ui.css", new Asset(WEBJAR + "swagger-ui.css", "text/css"),
            "swagger-ui-bundle.js", new Asset(WEBJAR + "swagger-ui-bundle.js", "text/javascript"));

    private OpenApiRoutes() {}

    private record Asset(String resource, String contentType) {}

    /** Adds the routes. What they describe is all that the server has when it has started. */
    public static void install(JavalinConfig config) {
        // Made when somebody asks first: by then all routes are there.
        FutureTask<ObjectNode> document =
                new FutureTask<>(() -> OpenApi.describe(config.unsafe.internalRouter.allHttpHandlers().stream()
                        .map(parsed -> parsed.endpoint)
                        .toList()));
        config.routes.addEndpoint(DESCRIBE.at(HandlerType.GET, "/v1/openapi.json", ctx -> {
            document.run();
            ctx.json(document.get());
        }));
        config.routes.addEndpoint(BROWSE.at(HandlerType.GET, "/v1/docs", ctx -> {
            ctx.header("Content-Security-Policy", POLICY);
            answer(ctx, new Asset("index.html", "text/html"));
        }));
        config.routes.addEndpoint(ASSET.at(HandlerType.GET, "/v1/docs/{asset}", ctx -> {
            Asset asset = ASSETS.get(ctx.pathParam("asset"));
            if (asset == null) {
                throw new ProblemException(Problem.NOT_FOUND, "The page has no such part.");
            }
            answer(ctx, asset);
        }));
    }

    private static void answer(Context ctx, Asset asset) {
        ctx.contentType(asset.contentType()).result(read(asset.resource()));
    }

    private static byte[] read(String resource) {
        try (InputStream in = OpenApiRoutes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of a WebJar is named after its version, which only the build knows. */
    private static String version() {
        Properties properties = new Properties();
        try (InputStream in =
                OpenApiRoutes.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
