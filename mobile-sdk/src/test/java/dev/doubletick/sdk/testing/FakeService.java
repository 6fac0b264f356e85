package dev.doubletick.sdk.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;

/**
 * A registration service over real HTTP that knows one account: what it is asked it keeps, answers as docs/protocol.md says, and
 * can be told to refuse.
 */
public final class FakeService implements AutoCloseable {

    /** A request, without what all have in common. */
    public record Asked(String what, JsonObject body) {}

    private final MockWebServer server = new MockWebServer();
    private final Account account;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, PhoneNumber> registered = new LinkedHashMap<>();
    private final Set<String> blocked = new LinkedHashSet<>();
    private final Set<String> addressBook = new LinkedHashSet<>();
    private JsonObject privacy = json("{'lastSeen':'everyone','seenReceipts':'everyone','messages':'everyone'}");
    private String brokers = "[]";
    private Function<String, Optional<MockResponse>> refusal = what -> Optional.empty();

    public FakeService(Account account) throws IOException {
        this.account = account;
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        server.start();
    }

    public URI uri() {
        return server.url("/").uri();
    }

    /** Makes these numbers, as an address book has them, lead to registered phones. */
    public synchronized void register(String number, PhoneNumber phone) {
        registered.put(number, phone);
    }

    public synchronized void unregister(String number) {
        registered.remove(number);
    }

    /** What it says from now on of where the brokers are: JSON. */
    public synchronized void brokers(String json) {
        brokers = json;
    }

    /** Blocks as another phone of the account's would have. */
    public synchronized void block(PhoneNumber phone) {
        blocked.add(phone.e164());
    }

    public synchronized Set<String> blocked() {
        return new LinkedHashSet<>(blocked);
    }

    /** The server's copy of the address book. */
    public synchronized Set<String> addressBook() {
        return new LinkedHashSet<>(addressBook);
    }

    public synchronized void privacy(String json) {
        privacy = json(json);
    }

    /** From now on some requests are answered like this; {@code what} is method and path. */
    public synchronized void refuse(Function<String, Optional<MockResponse>> with) {
        refusal = with;
    }

    /** Requests whose method and path begin with this, so far. */
    public List<Asked> asked(String what) {
        return asked.stream().filter(one -> one.what().startsWith(what)).toList();
    }

    public static MockResponse problem(int status, String slug, String members, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/problem+json")
                .body("{\"type\":\"urn:doubletick:problem:" + slug + "\",\"title\":\"No\",\"status\":" + status
                        + members + "}");
        for (int i = 0; i < headers.length; i += 2) {
            response.addHeader(headers[i], headers[i + 1]);
        }
        return response.build();
    }

    private synchronized MockResponse answer(RecordedRequest request) {
        String what = request.getMethod() + " " + request.getTarget();
        String text = request.getBody() == null ? "" : request.getBody().utf8();
        JsonObject body = text.isEmpty() ? new JsonObject() : json(text);
        asked.add(new Asked(what, body));
        Optional<MockResponse> refused = refusal.apply(what);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (what.startsWith("POST /v1/verifications/")) {
            return ok("{'phone':'" + account.phone().e164() + "','credential':'" + account.credential()
                    + "','brokers':['" + account.brokers().get(0) + "']}");
        }
        if (what.equals("POST /v1/verifications")) {
            return ok("{'id':'v1','expiresAt':'2026-05-01T10:05:00Z','nextSendAt':'2026-05-01T10:01:00Z'}");
        }
        String basic = Credentials.basic(account.phone().e164(), account.credential(), StandardCharsets.UTF_8);
        if (!basic.equals(request.getHeaders().get("Authorization"))) {
            return problem(401, "unauthorized", "");
        }
        return own(what, body);
    }

    private MockResponse own(String what, JsonObject body) {
        if (what.startsWith("PUT /v1/blocks/")) {
            blocked.add(what.substring(what.lastIndexOf('/') + 1));
            return done();
        }
        if (what.startsWith("DELETE /v1/blocks/")) {
            blocked.remove(what.substring(what.lastIndexOf('/') + 1));
            return done();
        }
        return switch (what) {
            case "GET /v1/account" ->
                ok("{'phone':'" + account.phone().e164()
                        + "','createdAt':'2026-05-01T10:00:00Z','registrationLock':true,'brokers':" + brokers + "}");
            case "GET /v1/account/export" -> ok("{'phone':'" + account.phone().e164() + "','data':{}}");
            case "GET /v1/account/devices" ->
                ok("{'devices':[{'id':'d1','registeredAt':'2026-05-01T10:00:00Z','lastSeenAt':null},"
                        + "{'id':'d2','registeredAt':'2026-05-01T10:00:00Z','lastSeenAt':'2026-05-02T10:00:00Z'}]}");
            case "GET /v1/blocks" -> blocks();
            case "GET /v1/account/privacy" -> ok(privacy.toString());
            case "PUT /v1/account/privacy" -> setPrivacy(body);
            case "POST /v1/contacts/lookup" -> lookup(body);
            case "POST /v1/contacts/changes" -> change(body);
            default -> done();
        };
    }

    private MockResponse blocks() {
        List<String> newestFirst = new ArrayList<>(blocked);
        Collections.reverse(newestFirst);
        return ok("{'blocks':["
                + String.join(
                        ",",
                        newestFirst.stream()
                                .map(phone -> "{'phone':'" + phone + "','blockedAt':'2026-05-01T10:00:00Z'}")
                                .toList())
                + "]}");
    }

    private MockResponse setPrivacy(JsonObject body) {
        privacy = body;
        if (!body.toString().contains("contacts")) {
            addressBook.clear();
        }
        return ok(body.toString());
    }

    private MockResponse lookup(JsonObject body) {
        JsonArray contacts = new JsonArray();
        JsonArray invalid = new JsonArray();
        for (JsonElement number : body.getAsJsonArray("numbers")) {
            PhoneNumber phone = registered.get(number.getAsString());
            if (phone != null) {
                JsonObject contact = new JsonObject();
                contact.add("number", number);
                contact.addProperty("phone", phone.e164());
                contacts.add(contact);
            } else if (number.getAsString().chars().noneMatch(Character::isDigit)) {
                invalid.add(number);
            }
        }
        JsonObject answer = new JsonObject();
        answer.add("contacts", contacts);
        answer.add("invalid", invalid);
        return ok(answer.toString());
    }

    private MockResponse change(JsonObject body) {
        if (body.get("replace").getAsBoolean()) {
            addressBook.clear();
        }
        body.getAsJsonArray("removed").forEach(phone -> addressBook.remove(phone.getAsString()));
        body.getAsJsonArray("added").forEach(phone -> addressBook.add(phone.getAsString()));
        return done();
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    private static MockResponse ok(String json) {
        return new MockResponse.Builder()
                .code(200)
                .addHeader("Content-Type", "application/json")
                .body(json.replace('\'', '"'))
                .build();
    }

    private static MockResponse done() {
        return new MockResponse.Builder().code(204).build();
    }

    @Override
    public void close() {
        server.close();
    }
}
