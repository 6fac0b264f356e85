package dev.doubletick.sdk.testing;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A phone in a process of its own, to be killed. It writes numbered messages from where its history ends, until it has
 * written so many; then it stays, receives and sends what is left, until it is killed for the last time.
 */
public final class PhoneProcess {

    private PhoneProcess() {}

    /** Starts one; its output goes to a file next to its database. */
    public static Process start(Path folder, Account account, PhoneNumber to, int count) {
        try {
            return new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            // It will not live long enough for anything else to be worth its while.
                            "-XX:TieredStopAtLevel=1",
                            "-Xshare:auto",
                            // A killed process leaves the native library there that it had unpacked.
                            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PhoneProcess.class.getName(),
                            folder.resolve(account.phone().digits() + ".db").toString(),
                            account.phone().digits(),
                            account.credential(),
                            account.brokers().get(0).toString(),
                            to.digits(),
                            String.valueOf(count))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("process.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Arguments: database, own number, credential, broker, recipient, how many messages. */
    public static void main(String[] arguments) throws InterruptedException {
        Account account =
                Account.of(PhoneNumber.ofDigits(arguments[1]), arguments[2], List.of(URI.create(arguments[3])));
        PhoneNumber to = PhoneNumber.ofDigits(arguments[4]);
        int count = Integer.parseInt(arguments[5]);
        Insisting listener = new Insisting();
        Doubletick phone = Doubletick.builder()
                .database(Path.of(arguments[0]))
                .listener(listener)
                .keepAlive(Duration.ofSeconds(2))
                .build();
        listener.phone = phone;
        phone.adopt(account).join();
        for (int i = written(phone, to) + 1; i <= count; i++) {
            phone.send(to, "message " + i).join();
        }
        Thread.currentThread().join();
    }

    /** The user wants the number back at once, whoever else has it. */
    private static final class Insisting implements DoubletickListener {

        private volatile @Nullable Doubletick phone;

        @Override
        public void onConnectionState(ConnectionState state) {
            Doubletick current = phone;
            if (state.kind() == ConnectionState.Kind.REPLACED && current != null) {
                var unused = current.open();
            }
        }
    }

    private static int written(Doubletick phone, PhoneNumber to) {
        List<Message> history = phone.history(to, Integer.MAX_VALUE).join();
        return (int) history.stream()
                .filter(message -> message.direction() == Direction.OUTGOING)
                .count();
    }
}
