package dev.doubletick.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.internal.http.HttpStack;
import dev.doubletick.sdk.internal.http.Trust;
import dev.doubletick.sdk.internal.registration.Exchange;
import dev.doubletick.sdk.internal.registration.RegistrationClient;
import dev.doubletick.sdk.internal.thread.ManualWorker;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RegistrarTest {

    private final ManualWorker worker = new ManualWorker();
    private final Callbacks callbacks = new Callbacks(new DoubletickListener() {}, worker, Optional.of(Runnable::run));
    private final List<RegistrationClient> asked = new ArrayList<>();

    @Test
    void theAppsThreadDoesNotWaitForTheFirstRequestToBeMade() {
        HttpStack http = new HttpStack(new Trust(Optional.empty()), List.of());
        RegistrationClient client =
                new RegistrationClient(new Exchange(URI.create("http://127.0.0.1:1"), http, Clock.systemUTC()));

        new Registrar(Optional.of(client), worker, callbacks).ask(callbacks.promise(), asked::add);
        assertThat(asked).isEmpty();
        worker.run();

        assertThat(asked).containsExactly(client);
        http.close();
    }

    @Test
    void failsWithoutAServiceAndAfterTheEnd() {
        Registrar registrar = new Registrar(Optional.empty(), worker, callbacks);
        CompletableFuture<Object> promise = callbacks.promise();
        registrar.ask(promise, asked::add);
        worker.run();
        worker.close();
        CompletableFuture<Object> late = callbacks.promise();
        registrar.ask(late, asked::add);

        assertThat(promise).isCompletedExceptionally();
        assertThat(late).isCompletedExceptionally();
        assertThat(asked).isEmpty();
    }
}
