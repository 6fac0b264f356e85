package dev.doubletick.sdk.internal.registration;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** A JSON object from the service. What is missing or of the wrong type is an {@link IOException}. */
final class JsonAnswer {

    /** Far more than any answer has; a server gone mad does not fill the phone's memory. */
    private static final long MAX_BYTES = 64 * 1024;

    private final JsonObject json;

    private JsonAnswer(JsonObject json) {
        this.json = json;
    }

    static JsonAnswer of(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(MAX_BYTES + 1)) {
            throw new IOException("the service's answer has more than " + MAX_BYTES + " bytes");
        }
        try {
            JsonElement parsed = JsonParser.parseString(source.readString(StandardCharsets.UTF_8));
            if (parsed.isJsonObject()) {
                return new JsonAnswer(parsed.getAsJsonObject());
            }
        } catch (JsonParseException e) {
            throw new IOException("the service's answer is not JSON", e);
        }
        throw new IOException("the service's answer is not a JSON object");
    }

    String string(String name) throws IOException {
        JsonElement value = json.get(name);
        if (isString(value)) {
            return value.getAsString();
        }
        throw new IOException("the service's answer has no " + name);
    }

    /** The text, or this fallback if there is none. */
    String string(String name, String fallback) {
        JsonElement value = json.get(name);
        return isString(value) ? value.getAsString() : fallback;
    }

    /** A time in RFC 3339. */
    Instant instant(String name) throws IOException {
        try {
            return OffsetDateTime.parse(string(name)).toInstant();
        } catch (DateTimeException e) {
            throw new IOException("the service's answer has no time in " + name, e);
        }
    }

    List<URI> uris(String name) throws IOException {
        JsonElement value = json.get(name);
        List<URI> uris = new ArrayList<>();
        if (value != null && value.isJsonArray()) {
            for (JsonElement element : value.getAsJsonArray()) {
                uris.add(uri(element, name));
            }
        }
        return uris;
    }

    private static URI uri(JsonElement element, String name) throws IOException {
        if (!isString(element)) {
            throw new IOException("the service's answer has something else than addresses in " + name);
        }
        try {
            return URI.create(element.getAsString());
        } catch (IllegalArgumentException e) {
            throw new IOException("the service's answer has something else than addresses in " + name, e);
        }
    }

    private static boolean isString(@Nullable JsonElement value) {
        return value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isString();
    }
}
