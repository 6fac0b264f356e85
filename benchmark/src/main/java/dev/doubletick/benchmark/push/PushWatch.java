package dev.doubletick.benchmark.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.benchmark.traffic.LoadException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Follows what a trial's fake providers accept, asking at short intervals on a thread of its own. Safe on any thread. */
public final class PushWatch implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(100);
    /** A second push of a phone still shows up in this time. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI pushes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "push-watch");
        made.setDaemon(true);
        return made;
    });

    private final Map<String, Integer> indexes = new HashMap<>();
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private final @Nullable Instant[] acceptedAt;
    private int missing;
    private long surplus;
    private long next;

    /**
     * Starts with what comes from now on.
     *
     * @param tokens of which one push each is expected
     * @throws LoadException if these are no fake providers
     */
    public PushWatch(Services services, List<String> tokens) throws InterruptedException {
        pushes = services.http().resolve("/fake/pushes");
        for (int n = 0; n < tokens.size(); n++) {
            indexes.put(tokens.get(n), n);
        }
        acceptedAt = new Instant[tokens.size()];
        missing = tokens.size();
        try {
            while (page().size() > 0) {
                // They are of an earlier run.
            }
        } catch (IOException e) {
            throw new LoadException("the fake providers cannot be followed: " + e, e);
        }
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private JsonNode page() throws IOException, InterruptedException {
        URI from = URI.create(pushes + "?after=" + next);
        HttpResponse<byte[]> answer =
                client.send(HttpRequest.newBuilder(from).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new LoadException(pushes + " answers " + answer.statusCode() + ": it shows no pushes");
        }
        JsonNode page = JSON.readTree(answer.body());
        next = page.path("next").asLong();
        return page.path("pushes");
    }

    private void look() {
        try {
            for (JsonNode page = page(); page.size() > 0; page = page()) {
                page.forEach(this::note);
            }
        } catch (IOException | RuntimeException e) {
            complete.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookALastTime() {
        look();
        complete.complete(null);
    }

    private synchronized void note(JsonNode push) {
        Integer index = indexes.get(push.path("token").asText());
        if (index == null || acceptedAt[index] != null) {
            surplus++;
            return;
        }
        acceptedAt[index] = Instant.parse(push.path("receivedAt").asText());
        if (--missing == 0) {
            ScheduledFuture<?> unused = thread.schedule(this::lookALastTime, QUIET.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Waits until each token has had its push and a second's time for another, or for so long.
     *
     * @throws LoadException if the providers cannot be followed any more
     */
    public void await(Duration most) throws InterruptedException {
        try {
            complete.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // That is no failure of the run: some are missing, which is a result.
            return;
        } catch (ExecutionException e) {
            throw LoadException.because(e, ": the fake providers cannot be followed");
        }
    }

    /** When the push of this token was accepted; null if it was not. */
    public synchronized @Nullable Instant acceptedAt(int index) {
        return acceptedAt[index];
    }

    /** How many tokens have had no push. */
    public synchronized int missing() {
        return missing;
    }

    /** How many pushes came beside one of each token. */
    public synchronized long surplus() {
        return surplus;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
