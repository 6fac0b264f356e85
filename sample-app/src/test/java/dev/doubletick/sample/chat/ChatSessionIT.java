package dev.doubletick.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.certificates.TrustFile;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.wording.SmsCode;
import dev.doubletick.standalone.Standalone;
import dev.doubletick.standalone.StandaloneConfig;
import dev.doubletick.standalone.sms.FakeSms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types into two terminals, and reads what they print. */
class ChatSessionIT {

    private static final PhoneNumber ALICE = PhoneNumber.ofE164("+4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");

    @TempDir
    private static Path folder;

    private static Standalone servers;

    @BeforeAll
    static void start() {
        servers = Standalone.start(StandaloneConfig.onFreePorts(folder.resolve("servers")));
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Test
    void talksShowsTicksAndGoesOnWhereItWas() throws Exception {
        try (Person alice = new Person(ALICE, "dumb");
                Person bob = new Person(BOB, "dumb")) {
            alice.register();
            bob.register();
            alice.types("/name +49 Bob");
            alice.reads("/name +NUMBER NAME");
            alice.types("/name " + BOB.e164() + " Bob");
            alice.types("/to bob");
            alice.reads("You are talking with Bob.");
            alice.types("Lunch?");
            alice.reads("me: Lunch?");
            alice.reads("✓✓ Lunch?");
            bob.reads(ALICE.e164() + ": Lunch?");

            bob.types("/to " + ALICE.e164());
            alice.reads("✓✓ read Lunch?");
            bob.types("/react 👍");
            alice.reads("me: Lunch?  👍");
            bob.types("/reply At one.");
            alice.reads("Bob: At one.");
            alice.types("/nonsense");
            alice.reads("There is no /nonsense");
            alice.types("/history many");
            alice.reads("/history N: how many messages");
            alice.types("/search elephant");
            alice.reads("Nothing found.");
            bob.types("/quit");
            assertThat(bob.ends()).isTrue();
        }
        try (Person bob = new Person(BOB, "dumb")) {
            bob.reads("connected");
            bob.types("/search lunch");
            bob.reads(ALICE.e164() + ": Lunch?");
        }
    }

    @Test
    void completesCommandsAndContacts() throws Exception {
        PhoneNumber carol = PhoneNumber.ofE164("+4915223456789");
        try (Person person = new Person(carol, "ansi")) {
            person.register();
            person.types("/name " + BOB.e164() + " Bob");
            person.reads("is Bob.");
            person.keys("/t\tB\t\r");
            person.reads("You are talking with Bob.");
            assertThat(person.printed()).contains("\u001b[");
        }
    }

    @Test
    void degradesOnATerminalWithoutUtf8() throws Exception {
        PhoneNumber dave = PhoneNumber.ofE164("+4915111122233");
        PhoneNumber erin = PhoneNumber.ofE164("+4915111122244");
        try (Person ascii = new Person(dave, "dumb", StandardCharsets.US_ASCII);
                Person latin = new Person(erin, "dumb", StandardCharsets.ISO_8859_1)) {
            ascii.register();
            latin.register();
            ascii.types("/to " + erin.e164());
            ascii.types("Plain");
            ascii.reads("vv Plain");
            latin.types("/to " + dave.e164());
            latin.types("Grüße");
            latin.reads("vv Grüße");
            ascii.reads("Gr??e");

            ascii.bytes("Gr\u00fc\u00dfe\r".getBytes(StandardCharsets.UTF_8));
            ascii.reads("Nothing was sent");
            ascii.reads("US-ASCII");
        }
    }

    @Test
    void usesColoursUnlessToldNotTo() {
        assertThat(Screen.wantsColours("xterm-256color", "")).isTrue();
        assertThat(Screen.wantsColours("xterm-256color", "1")).isFalse();
        assertThat(Screen.wantsColours("dumb", "")).isFalse();
    }

    /** Somebody at a terminal of their own. */
    private static final class Person implements AutoCloseable {

        private final PhoneNumber number;
        private final Charset charset;
        private final PipedOutputStream keyboard = new PipedOutputStream();
        private final ByteArrayOutputStream paper = new ByteArrayOutputStream();
        private final CompletableFuture<Boolean> session;

        Person(PhoneNumber number, String type) throws IOException {
            this(number, type, StandardCharsets.UTF_8);
        }

        Person(PhoneNumber number, String type, Charset charset) throws IOException {
            this.number = number;
            this.charset = charset;
            PipedInputStream keys = new PipedInputStream(keyboard, 4096);
            boolean dumb = type.equals("dumb");
            Terminal terminal = dumb
                    ? new DumbTerminal(number.digits(), type, keys, paper, charset)
                    : new ExternalTerminal(number.digits(), type, keys, paper, charset);
            ChatSession chat = new ChatSession(
                    number,
                    servers.http(),
                    servers.certificateAuthority().map(TrustFile::of),
                    folder.resolve(number.digits()),
                    terminal,
                    !dumb);
            session = CompletableFuture.supplyAsync(() -> run(chat));
        }

        private static boolean run(ChatSession chat) {
            try {
                return chat.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void register() throws IOException {
            reads("A code was sent");
            List<FakeSms> texts = servers.sms().texts(number);
            types(SmsCode.in(texts.get(texts.size() - 1).text()).orElseThrow());
            reads("This is " + number.e164());
        }

        void types(String line) throws IOException {
            keys(line + "\r");
        }

        void keys(String keys) throws IOException {
            bytes(keys.getBytes(charset));
        }

        void bytes(byte[] keys) throws IOException {
            keyboard.write(keys);
            keyboard.flush();
        }

        String printed() {
            return paper.toString(charset);
        }

        void reads(String text) {
            await().atMost(Duration.ofSeconds(20)).until(this::printed, printed -> printed.contains(text));
        }

        boolean ends() {
            return session.orTimeout(10, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() throws IOException {
            keyboard.close();
            assertThat(ends()).isTrue();
        }
    }
}
