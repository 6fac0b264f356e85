package dev.doubletick.deployment.compose;

import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.DemoPhone;
import dev.doubletick.sample.wording.SmsCode;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.Verification;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The main class of the trial, in namespaces of its own, where it is the operator's machine: whatever it starts ends with it. Exit
 * code 0 if all held.
 */
final class ComposeTrial {

    private static final List<String> SERVICES = List.of("postgres", "registration-service", "broker");

    private final Project project;
    private final SmsGateway gateway;
    private final DemoPhone alice;
    private final DemoPhone bob;
    private int written;

    private ComposeTrial(Project project, SmsGateway gateway, Path scratch) {
        URI server = URI.create("http://localhost:8080");
        this.project = project;
        this.gateway = gateway;
        this.alice = new DemoPhone("Alice", PhoneNumber.ofE164("+4915112345678"), server, Optional.empty(), scratch);
        this.bob = new DemoPhone("Bob", PhoneNumber.ofE164("+4917698765432"), server, Optional.empty(), scratch);
    }

    /** @param args the project's folder, and one for everything that is written */
    public static void main(String[] args) {
        int exitCode = 1;
        try {
            play(Path.of(args[0]), Path.of(args[1]));
            exitCode = 0;
        } catch (Exception | AssertionError e) {
            e.printStackTrace(System.out);
        }
        // Also if something still runs: it ends with this process.
        System.exit(exitCode);
    }

    private static void play(Path root, Path scratch) throws IOException, InterruptedException {
        Lan lan = new Lan();
        SmsGateway gateway = new SmsGateway();
        Map<String, String> operator = Map.of(
                "PUBLIC_HOST",
                "localhost",
                "TRUSTED_PROXIES",
                "0",
                "SMS_GATEWAY_URL",
                gateway.address().toString());
        Path file = operatorsFolder(root, scratch).resolve("docker-compose.yml");
        new ComposeTrial(new Project(file, operator, root, scratch, lan), gateway, scratch).run();
    }

    /** The checkout, with secrets of its own that the documented command makes. */
    private static Path operatorsFolder(Path root, Path scratch) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(scratch.resolve("checkout"));
        try (Stream<Path> files = Files.list(root)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.equals("secrets") && !name.equals("doubletick")) {
                    Files.createSymbolicLink(folder.resolve(name), file);
                }
            }
        }
        Files.copy(root.resolve("doubletick"), folder.resolve("doubletick"), StandardCopyOption.COPY_ATTRIBUTES);
        Shell.run(folder.resolve("doubletick").toString(), "secrets");
        return folder;
    }

    private void run() throws IOException, InterruptedException {
        project.up();
        say("all services are healthy");
        register(alice);
        register(bob);
        exchange();
        for (String service : SERVICES) {
            List<Message> waiting = writeWhileBobIsAway();
            project.restart(service);
            say(service + " was restarted");
            bobFetches(waiting);
        }
        List<Message> waiting = writeWhileBobIsAway();
        project.container("broker").kill();
        project.container("broker").start();
        project.awaitHealthy(project.container("broker"));
        say("the broker was killed and started again");
        bobFetches(waiting);
        provision();
        repair();
        alice.close();
        bob.close();
        project.down();
        say("all services have ended in time");
    }

    private void provision() throws IOException, InterruptedException {
        String printed = project.container("registration-service")
                .execute(List.of(("java -jar /app/doubletick-operator.jar provision --http http://127.0.0.1:8080"
                                + " --operator-token /run/secrets/operator-token --count 2 --first +4915199999901 --out"
                                + " /tmp/credentials.csv")
                        .split(" ", -1)));
        require(printed.contains("Wrote 2 credentials"), "the operator's jar provisions in the service's container");
    }

    /** The store loses a file; the command that the broker then names saves what waits for Bob. */
    private void repair() throws IOException, InterruptedException {
        List<Message> waiting = writeWhileBobIsAway();
        Container broker = project.container("broker");
        broker.kill();
        Path mailbox = project.volumes().resolve("broker/doubletick-mailbox");
        try (DirectoryStream<Path> manifests = Files.newDirectoryStream(mailbox, "MANIFEST-*")) {
            for (Path manifest : manifests) {
                Files.delete(manifest);
            }
        }
        broker.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> !broker.isRunning());
        Matcher sentence = Pattern.compile("stop here and run (java -jar \\S+ repair --mailbox \\S+) to move it")
                .matcher(Files.readString(broker.log()));
        require(sentence.find(), "the broker names the command that repairs a damaged mailbox, and ends");
        String printed = broker.run(List.of(sentence.group(1).split(" ", -1)));
        // More than three: without the lost file, what was acknowledged a moment ago is there again. Bob's library
        // knows it.
        require(
                printed.matches("(?s).*Saved [0-9]+ messages and .* 0 places were unreadable.*"),
                "the command saves the messages in the broker's container");
        broker.start();
        project.awaitHealthy(broker);
        bobFetches(waiting);
    }

    private void register(DemoPhone phone) throws InterruptedException {
        Verification verification = phone.register();
        phone.verify(verification, SmsCode.in(gateway.next()).orElseThrow());
        require(
                phone.sees(state -> state.kind() == ConnectionState.Kind.CONNECTED),
                phone.name() + " is registered by SMS and connected");
    }

    private void exchange() throws InterruptedException {
        Message message = alice.send(bob.number(), "message " + ++written);
        require(bob.hasReceived(written), "Bob receives a message");
        require(alice.sees(MessageStatus.DELIVERED, List.of(message)), "Alice sees two ticks");
    }

    private List<Message> writeWhileBobIsAway() throws InterruptedException {
        bob.switchOff();
        List<Message> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(alice.send(bob.number(), "message " + ++written));
        }
        require(alice.sees(MessageStatus.SENT, waiting), "Alice writes to Bob, who is away: one tick on each");
        return waiting;
    }

    private void bobFetches(List<Message> waiting) throws InterruptedException {
        bob.switchOn();
        // After some seconds without a broker her next attempt by herself may be as far away: that is for the library's
        // tests.
        alice.networkAvailable();
        require(bob.hasReceived(written), "Bob receives what waited for him");
        require(alice.sees(MessageStatus.DELIVERED, waiting), "Alice sees two ticks on each");
        List<String> texts = bob.received().stream()
                .map(message -> message.text().orElse("?"))
                .toList();
        require(
                texts.equals(IntStream.rangeClosed(1, written)
                        .mapToObj(i -> "message " + i)
                        .toList()),
                "everything came in order, once");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("this did not hold: " + what);
        }
        say(what);
    }

    private static void say(String what) {
        System.out.println("✓ " + what);
    }
}
