package dev.doubletick.sdk.testing;

import dev.doubletick.protocol.MessageId;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A phone in a process of its own, to be killed. It writes numbered messages from where its history ends, until it has
 * written so many; then it stays, receives and sends what is left, until it is killed for the last time.
 */
public final class PhoneProcess {

    private static final String ARRIVED = ".arrived";
    private static final String WRITTEN = ".written";

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
        Recording listener = new Recording(Path.of(arguments[0] + ARRIVED));
        Doubletick phone = Doubletick.builder()
                .database(Path.of(arguments[0]))
                .listener(listener)
                .keepAlive(Duration.ofSeconds(2))
                .build();
        listener.phone = phone;
        phone.adopt(account).join();
        for (int i = written(phone, to) + 1; i <= count; i++) {
            // So that there is something under way and something to be written yet, whenever it is killed.
            listener.window.acquire();
            phone.send(to, "message " + i).join();
            append(Path.of(arguments[0] + WRITTEN), "message " + i);
        }
        Thread.currentThread().join();
    }

    /** What all processes on this database so far were told by {@code onMessage}: sender and text. */
    public static List<String> arrived(Path folder, PhoneNumber number) {
        return lines(folder.resolve(number.digits() + ".db" + ARRIVED));
    }

    /** What they have written. */
    public static List<String> written(Path folder, PhoneNumber number) {
        return lines(folder.resolve(number.digits() + ".db" + WRITTEN));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Survives the death of the process; a loss of power it need not. */
    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes down what arrives. Its user wants the number back at once, whoever else has it. */
    private static final class Recording implements DoubletickListener {

        private final Path arrived;
        private final Semaphore window = new Semaphore(5);
        private final Set<MessageId> gone = new HashSet<>();
        private volatile @Nullable Doubletick phone;

        private Recording(Path arrived) {
            this.arrived = arrived;
        }

        @Override
        public void onMessage(Message message) {
            append(
                    arrived,
                    message.conversation().digits() + " " + message.text().orElse("?"));
        }

        @Override
        public void onMessageStatus(Message message) {
            if (gone.add(message.id())) {
                window.release();
            }
        }

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
