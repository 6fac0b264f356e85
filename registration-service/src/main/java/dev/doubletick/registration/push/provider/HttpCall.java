package dev.doubletick.registration.push.provider;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A request that ends. {@link HttpRequest.Builder#timeout} ends with the response's headers (JDK-8208693): a server that never ends
 * the body would never be done.
 */
public final class HttpCall {

    private HttpCall() {}

    /** The whole response, or a failure within this time, after which nothing is left of the call. */
    public static <T> CompletableFuture<HttpResponse<T>> whole(
            HttpClient http, HttpRequest request, HttpResponse.BodyHandler<T> body, Duration limit) {
        return limited(http.sendAsync(request, body), limit);
    }

    /**
     * Status and headers as soon as they are there. The body is read to its end, for the connection's sake, but only within the
     * time that the call has in all.
     */
    public static CompletableFuture<ResponseInfo> head(HttpClient http, HttpRequest request, Duration limit) {
        CompletableFuture<ResponseInfo> head = new CompletableFuture<>();
        CompletableFuture<HttpResponse<Void>> call = http.sendAsync(request, info -> {
            head.complete(info);
            return HttpResponse.BodySubscribers.discarding();
        });
        CompletableFuture<?> unused = limited(call, limit).whenComplete((response, failure) -> {
            if (failure != null) {
                head.completeExceptionally(failure);
            }
        });
        return head;
    }

    private static <T> CompletableFuture<T> limited(CompletableFuture<T> call, Duration limit) {
        CompletableFuture<T> limited = new CompletableFuture<>();
        CompletableFuture<?> unused = call.whenComplete((answer, failure) -> {
            if (failure != null) {
                limited.completeExceptionally(failure);
            } else {
                limited.complete(answer);
            }
        });
        return limited.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((answer, failure) -> {
            if (failure != null) {
                // The future of the client itself: cancelling one that depends on it does not end the exchange.
                call.cancel(true);
            }
        });
    }
}
