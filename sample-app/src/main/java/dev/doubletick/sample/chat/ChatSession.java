package dev.doubletick.sample.chat;

import dev.doubletick.certificates.TrustFile;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.wording.Glyphs;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.DoubletickBuilder;
import dev.doubletick.sdk.Verification;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** A phone on a terminal, from its start until its user has had enough. Blocks the thread that runs it. */
final class ChatSession {

    private final PhoneNumber me;
    private final URI server;
    private final Optional<TrustFile> trust;
    private final Path folder;
    private final Terminal terminal;
    private final boolean colours;

    /**
     * @param trust whom to believe; empty: whom Java believes
     * @param folder where messages, contacts and what was typed are kept
     */
    ChatSession(
            PhoneNumber me, URI server, Optional<TrustFile> trust, Path folder, Terminal terminal, boolean colours) {
        this.me = me;
        this.server = server;
        this.trust = trust;
        this.folder = folder;
        this.terminal = terminal;
        this.colours = colours;
    }

    /**
     * Registers if need be, and goes on until the end of the input, or {@code /quit}.
     *
     * @return whether the phone could be registered
     * @throws IOException if the folder cannot be used
     */
    boolean run() throws IOException {
        Files.createDirectories(folder);
        ContactFile contacts = ContactFile.read(folder.resolve("contacts.properties"));
        CommandCompleter completer = new CommandCompleter();
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("doubletick")
                .variable(LineReader.HISTORY_FILE, folder.resolve("history"))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .completer(completer)
                .build();
        Glyphs glyphs = Glyphs.of(terminal.encoding());
        Wording wording = new Wording(Clock.system(ZoneId.systemDefault()));
        Screen screen = new Screen(reader, contacts.contacts(), wording, colours, glyphs);
        Listening listening = new Listening(screen, contacts.contacts());
        DoubletickBuilder builder = Doubletick.builder()
                .database(folder.resolve(me.digits() + ".db"))
                .server(server)
                .listener(listening);
        trust.map(TrustFile::manager).ifPresent(builder::trust);
        try (Doubletick phone = builder.build()) {
            if (!isRegistered(phone, reader, screen)) {
                return false;
            }
            Conversing conversing = new Conversing(phone, contacts, screen);
            completer.people(conversing::names);
            listening.read(conversing::read);
            screen.say("This is " + me.e164() + ". /to NAME begins, /help tells more.");
            boolean more = true;
            while (more) {
                String with = conversing.with().map(contacts.contacts()::name).orElse("");
                Optional<String> line = readLine(reader, glyphs.shown(with) + "> ");
                if (line.filter(ChatSession::isUnreadable).isPresent()) {
                    screen.say("Nothing was sent: there are characters in it that are not in "
                            + glyphs.charset().name()
                            + ", which this terminal is set to. LC_ALL=C.UTF-8 before the command helps.");
                } else {
                    more = line.isPresent() && conversing.obey(line.get());
                }
            }
            return true;
        }
    }

    /** Registers a new phone by SMS; connects one that is registered. */
    private boolean isRegistered(Doubletick phone, LineReader reader, Screen screen) {
        try {
            if (phone.phone().join().isPresent()) {
                phone.open().join();
                return true;
            }
            Verification sent = phone.register(me.e164()).join();
            screen.say("A code was sent by SMS to " + me.e164() + ".");
            Optional<String> code = readLine(reader, "Code: ");
            while (code.isPresent()) {
                if (isRight(phone, sent, code.get().strip(), screen)) {
                    return true;
                }
                code = readLine(reader, "Code: ");
            }
        } catch (CompletionException e) {
            screen.say(Wording.error(e));
        }
        return false;
    }

    private static boolean isRight(Doubletick phone, Verification sent, String code, Screen screen) {
        try {
            phone.verify(sent.id(), code).join();
            return true;
        } catch (CompletionException e) {
            screen.say(Wording.error(e));
            return false;
        }
    }

    /** Whether the terminal could not read what was typed, and put its mark for that in the place. */
    private static boolean isUnreadable(String line) {
        return line.indexOf('\ufffd') >= 0;
    }

    /** Empty at the end of the input, and at Ctrl-C. */
    private static Optional<String> readLine(LineReader reader, String prompt) {
        try {
            return Optional.of(reader.readLine(prompt));
        } catch (EndOfFileException | UserInterruptException e) {
            return Optional.empty();
        }
    }
}
