package dev.doubletick.benchmark.push;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.traffic.LoadException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Registers an FCM token for each of many phones. Blocks until all are registered. */
public final class PushTokens {

    private static final int UNDERWAY = 32;

    private PushTokens() {}

    /** @throws LoadException if the service refuses one */
    public static void register(Services services, List<Account> phones) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        URI endpoint = services.http().resolve("/v1/push-tokens");
        Semaphore room = new Semaphore(UNDERWAY);
        CompletableFuture<?>[] all = new CompletableFuture<?>[phones.size()];
        for (int i = 0; i < phones.size(); i++) {
            room.acquire();
            all[i] = client.sendAsync(request(endpoint, phones.get(i)), HttpResponse.BodyHandlers.ofString())
                    .whenComplete((answer, failure) -> room.release())
                    .thenAccept(answer -> {
                        if (answer.statusCode() != 204) {
                            throw new LoadException("a push token was refused: " + answer.body());
                        }
                    });
        }
        CompletableFuture.allOf(all).join();
    }

    private static HttpRequest request(URI endpoint, Account phone) {
        String pair = phone.phone().e164() + ":" + phone.credential();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(endpoint)
                .header("Authorization", "Basic " + basic)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"platform\":\"fcm\",\"token\":\"bench-"
                        + phone.phone().digits() + "\",\"appId\":\"org.example.bench\"}"))
                .build();
    }
}
