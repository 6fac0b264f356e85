package dev.doubletick.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.fixture.SmallDisk;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.store.StoreException;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A phone whose storage is full: a small file system of its own, so Linux and root only. */
class FullDiskIT extends WithBroker {

    @TempDir
    private Path folder;

    @RegisterExtension
    private final SmallDisk disk = new SmallDisk(2);

    /** Sends until the disk takes no more; answers what it took. */
    private List<String> fill(Phone phone, PhoneNumber to) throws InterruptedException, TimeoutException {
        List<String> taken = new ArrayList<>();
        while (true) {
            String text = taken.size() + " " + "x".repeat(8_000);
            CompletableFuture<Message> sent = phone.doubletick().send(to, text);
            try {
                sent.get(60, SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(StoreException.class).hasMessageContaining("no space left");
                return taken;
            }
            taken.add(text);
        }
    }

    @Test
    void takesNothingMoreSaysSoAndGoesOnWhenThereIsRoomAgain() throws Exception {
        Path ballast = Files.write(disk.resolve("photos"), new byte[1 << 20]);
        try (Phone friend =
                        Phone.start(folder, broker.account(Phone.newNumber())).awaitConnected();
                Phone full = Phone.start(disk.path(), broker.account(Phone.newNumber()))
                        .awaitConnected()) {
            // To somebody who is not there, so that no receipt needs room.
            PhoneNumber absent = broker.account(Phone.newNumber()).phone();
            List<String> taken = fill(full, absent);
            assertThat(taken).isNotEmpty();
            assertThat(Phone.texts(full.get(full.doubletick().history(absent, 1_000))))
                    .isEqualTo(taken);

            // What arrives cannot be stored: the server keeps it, and the app learns of it.
            Message incoming = friend.send(full.number(), "y".repeat(50_000));
            full.awaitState(Kind.DISCONNECTED);
            assertThat(full.states().get(full.states().size() - 1).cause())
                    .hasValueSatisfying(cause -> assertThat(cause).isInstanceOf(StoreException.class));
            assertThat(friend.stored(incoming).status()).isLessThan(MessageStatus.DELIVERED);

            Files.delete(ballast);

            friend.awaitStatus(incoming, MessageStatus.DELIVERED);
            assertThat(full.arrived()).hasSize(1);
            full.send(absent, "there is room again");
            List<Message> history = full.get(full.doubletick().history(absent, 1_000));
            assertThat(history).hasSize(taken.size() + 1);
            history.forEach(message -> full.awaitStatus(message, MessageStatus.SENT));
        }
        Leftovers.assertNoThreads();
        assertThat(Leftovers.files(disk.path())).isEmpty();
    }
}
