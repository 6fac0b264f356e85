package dev.doubletick.sdk.internal.registration;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** A JSON object from the service. What is missing or of the wrong type is an {@link IOException}. */
final class JsonAnswer {

    /** Far more than most answers have; a server gone mad does not fill the phone's memory. */
    private static final long MAX_BYTES = 64 * 1024;

    /** The same for answers with thousands of phone numbers. */
    static final long MAX_LIST_BYTES = 4L * 1024 * 1024;

    private final JsonObject json;

    private JsonAnswer(JsonObject json) {
        this.json = json;
    }

    static JsonAnswer of(Response response) throws IOException {
        return of(response, MAX_BYTES);
    }

    static JsonAnswer of(Response response, long maxBytes) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(maxBytes + 1)) {
            throw new IOException("the service's answer has more than " + maxBytes + " bytes");
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

    /** A time, if there is one. */
    Optional<Instant> optionalInstant(String name) throws IOException {
        JsonElement value = json.get(name);
        return value == null || value.isJsonNull() ? Optional.empty() : Optional.of(instant(name));
    }

    boolean bool(String name) throws IOException {
        JsonElement value = json.get(name);
        if (value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isBoolean()) {
            return value.getAsBoolean();
        }
        throw new IOException("the service's answer has no " + name);
    }

    PhoneNumber phone(String name) throws IOException {
        try {
            return PhoneNumber.ofE164(string(name));
        } catch (IllegalArgumentException e) {
            throw new IOException("the service's answer has no phone number in " + name, e);
        }
    }

    List<JsonAnswer> objects(String name) throws IOException {
        List<JsonAnswer> objects = new ArrayList<>();
        for (JsonElement element : array(name)) {
            if (!element.isJsonObject()) {
                throw new IOException("the service's answer has something else than objects in " + name);
            }
            objects.add(new JsonAnswer(element.getAsJsonObject()));
        }
        return objects;
    }

    List<String> strings(String name) throws IOException {
        List<String> strings = new ArrayList<>();
        for (JsonElement element : array(name)) {
            if (!isString(element)) {
                throw new IOException("the service's answer has something else than texts in " + name);
            }
            strings.add(element.getAsString());
        }
        return strings;
    }

    private JsonArray array(String name) throws IOException {
        JsonElement value = json.get(name);
        if (value == null || !value.isJsonArray()) {
            throw new IOException("the service's answer has no " + name);
        }
        return value.getAsJsonArray();
    }

    /** All members; a text as it is, everything else as JSON. */
    Map<String, String> members() {
        Map<String, String> members = new HashMap<>();
        json.entrySet().forEach(member -> {
            JsonElement value = member.getValue();
            members.put(member.getKey(), isString(value) ? value.getAsString() : value.toString());
        });
        return members;
    }

    /** The JSON. */
    @Override
    public String toString() {
        return json.toString();
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
