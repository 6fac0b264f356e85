package dev.doubletick.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import dev.doubletick.sdk.testing.FakeService;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A phone on a service over real HTTP that does what the test says. There is no broker: nothing here needs one. */
abstract class FakeServiceTestBase {

    static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");
    static final PhoneNumber CAROL = PhoneNumber.ofE164("+12025550123");

    final Account account = Account.of(Phone.newNumber(), "secret", List.of(URI.create("mqtt://127.0.0.1:1")));
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T10:00:00Z"));
    final List<Contact> reported = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path folder;

    FakeService service;
    Doubletick phone;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService(account);
        try (SqliteMessageStore store = new SqliteMessageStore(folder.resolve("messages.db"))) {
            store.open();
            store.saveAccount(account);
        }
        phone = build();
    }

    final Doubletick build() {
        return Doubletick.builder()
                .server(service.uri())
                .database(folder.resolve("messages.db"))
                .clock(clock())
                .listener(new DoubletickListener() {
                    @Override
                    public void onContactsRegistered(List<Contact> contacts) {
                        reported.addAll(contacts);
                    }
                })
                .build();
    }

    private Clock clock() {
        InstantSource source = now::get;
        return source.withZone(ZoneOffset.UTC);
    }

    @AfterEach
    void stop() {
        phone.close();
        service.close();
        Leftovers.assertNoThreads();
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    final List<Contact> sync(String... numbers) throws Exception {
        return get(phone.contacts().sync(List.of(numbers), "de"));
    }

    static <E extends Exception> E failure(Class<E> type, CompletableFuture<?> future) {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> get(future));
        assertThat(failed).hasCauseInstanceOf(type);
        return type.cast(Objects.requireNonNull(failed.getCause()));
    }
}
