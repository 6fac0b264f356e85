package dev.doubletick.sdk.internal.registration;

import com.google.gson.JsonObject;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ProblemException;
import dev.doubletick.sdk.internal.http.HttpStack;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** One request to the service and its answer: JSON under {@code /v1}, problems according to RFC 9457. Safe on any thread. */
public final class Exchange {

    private static final MediaType JSON = MediaType.get("application/json");

    /** Reads a good answer. */
    interface Reader<T> {
        T read(Response response) throws IOException;
    }

    private final HttpUrl service;
    private final HttpStack http;
    private final Clock clock;

    /**
     * @param service where the service is; a path, if any, comes before {@code /v1}
     * @throws IllegalArgumentException if that is no HTTP address
     */
    public Exchange(URI service, HttpStack http, Clock clock) {
        this.service = HttpUrl.get(service.toString());
        this.http = http;
        this.clock = clock;
    }

    /** A request to this path below {@code /v1}. */
    Request.Builder request(String... path) {
        HttpUrl.Builder url = service.newBuilder().addPathSegment("v1");
        for (String segment : path) {
            url.addPathSegment(segment);
        }
        return new Request.Builder().url(url.build()).header("Accept", "application/json, application/problem+json");
    }

    /** The same, on behalf of an account. */
    Request.Builder request(Account account, String... path) {
        return request(path)
                .header(
                        "Authorization",
                        Credentials.basic(account.phone().e164(), account.credential(), StandardCharsets.UTF_8));
    }

    static RequestBody json(JsonObject body) {
        return RequestBody.create(body.toString(), JSON);
    }

    static RequestBody nothing() {
        return RequestBody.create(new byte[0]);
    }

    /** For requests that are not answered with anything. */
    static Done done(Response response) {
        return Done.DONE;
    }

    <T> void send(Request request, Reader<T> reader, Reply<T> reply) {
        http.client(request.url().host()).newCall(request).enqueue(new Callback() {
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
                    answer = reader.read(response);
                } catch (IOException | ProblemException | RuntimeException e) {
                    reply.failed(e);
                    return;
                } catch (Error e) {
                    // OkHttp would log it, and whoever asked would wait for ever.
                    reply.failed(new IOException("the service's answer could not be read", e));
                    return;
                }
                reply.answered(answer);
            }
        });
    }

    /** Whether there is no point in working on an answer any more. */
    boolean isClosed() {
        return http.isClosed();
    }
}
