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
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Registers a token for each of many phones. Blocks until all are registered. */
public final class PushTokens {

    private static final int UNDERWAY = 32;

    private PushTokens() {}

    /** Whose providers push. */
    public enum Platform {
        APNS,
        FCM
    }

    /**
     * @return the tokens, in the order of the phones
     * @throws LoadException if the service refuses one
     */
    public static List<String> register(Services services, Platform platform, List<Account> phones)
            throws InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI endpoint = services.http().resolve("/v1/push-tokens");
        Semaphore room = new Semaphore(UNDERWAY);
        CompletableFuture<?>[] all = new CompletableFuture<?>[phones.size()];
        for (int i = 0; i < phones.size(); i++) {
            room.acquire();
            all[i] = client.sendAsync(request(endpoint, platform, phones.get(i)), HttpResponse.BodyHandlers.ofString())
                    .whenComplete((answer, failure) -> room.release())
                    .thenAccept(answer -> {
                        if (answer.statusCode() != 204) {
                            throw new LoadException("a push token was refused: " + answer.body());
                        }
                    });
        }
        CompletableFuture.allOf(all).join();
        return of(platform, phones);
    }

    /** What these phones' tokens are. */
    public static List<String> of(Platform platform, List<Account> phones) {
        return phones.stream().map(phone -> token(platform, phone)).toList();
    }

    private static String token(Platform platform, Account phone) {
        String digits = phone.phone().digits();
        return platform == Platform.APNS ? "0".repeat(64 - digits.length()) + digits : "bench-" + digits;
    }

    private static HttpRequest request(URI endpoint, Platform platform, Account phone) {
        String pair = phone.phone().e164() + ":" + phone.credential();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(endpoint)
                .header("Authorization", "Basic " + basic)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"platform\":\""
                        + platform.name().toLowerCase(Locale.ROOT) + "\",\"token\":\"" + token(platform, phone)
                        + "\",\"appId\":\"org.example.bench\"}"))
                .build();
    }
}
