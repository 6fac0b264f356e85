package dev.doubletick.sdk.internal.registration;

import com.google.gson.JsonObject;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ProblemException;
import dev.doubletick.sdk.Verification;
import dev.doubletick.sdk.internal.http.HttpStack;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The two requests that make a phone number an account. Safe on any thread. */
public final class RegistrationClient {

    private static final MediaType JSON = MediaType.get("application/json");

    /** Reads a good answer. */
    private interface Reader<T> {
        T read(JsonAnswer answer) throws IOException;
    }

    private final HttpUrl service;
    private final HttpStack http;
    private final Clock clock;

    /**
     * @param service where the service is; a path, if any, comes before {@code /v1}
     * @throws IllegalArgumentException if that is no HTTP address
     */
    public RegistrationClient(URI service, HttpStack http, Clock clock) {
        this.service = HttpUrl.get(service.toString());
        this.http = http;
        this.clock = clock;
    }

    /** Asks for a code by SMS. */
    public void register(String phone, Reply<Verification> reply) {
        JsonObject body = new JsonObject();
        body.addProperty("phone", phone);
        HttpUrl url = service.newBuilder()
                .addPathSegment("v1")
                .addPathSegment("verifications")
                .build();
        post(
                url,
                body,
                answer ->
                        Verification.of(answer.string("id"), answer.instant("expiresAt"), answer.instant("nextSendAt")),
                reply);
    }

    /** Shows the code, and gets the account for it. */
    public void verify(String verificationId, String code, Reply<Account> reply) {
        JsonObject body = new JsonObject();
        body.addProperty("code", code);
        HttpUrl url = service.newBuilder()
                .addPathSegment("v1")
                .addPathSegment("verifications")
                .addPathSegment(verificationId)
                .addPathSegment("code")
                .build();
        post(url, body, RegistrationClient::account, reply);
    }

    private static Account account(JsonAnswer answer) throws IOException {
        try {
            return Account.of(
                    PhoneNumber.ofE164(answer.string("phone")), answer.string("credential"), answer.uris("brokers"));
        } catch (IllegalArgumentException e) {
            throw new IOException("the registration service's answer is no account", e);
        }
    }

    private <T> void post(HttpUrl url, JsonObject body, Reader<T> reader, Reply<T> reply) {
        Request request = new Request.Builder()
                .url(url)
                .header("Accept", "application/json, application/problem+json")
                .post(RequestBody.create(body.toString(), JSON))
                .build();
        http.client(url.host()).newCall(request).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                reply.failed(e);
            }

            @Override
            public void onResponse(Call call, Response response) {
                T answer;
                try (response) {
                    if (!response.isSuccessful()) {
                        throw Problems.of(response, clock.instant());
                    }
                    answer = reader.read(JsonAnswer.of(response));
                } catch (IOException | ProblemException | RuntimeException e) {
                    reply.failed(e);
                    return;
                }
                reply.answered(answer);
            }
        });
    }
}
