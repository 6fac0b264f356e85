package dev.doubletick.sample.chat;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.wording.PhoneBook;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What can be typed: commands, and texts to whom one is talking with. For the thread that reads lines. */
final class Conversing {

    static final List<String> COMMANDS = List.of(
            "/to", "/chats", "/history", "/reply", "/react", "/edit", "/delete", "/search", "/name", "/help", "/quit");

    private static final String HELP =
            """
            /to NAME          talk with somebody: a contact, or a number with the plus
            /chats            all conversations
            /history [N]      the last messages here
            /reply TEXT       answer their last message
            /react EMOJI      react to it
            /edit TEXT        give your own last message another wording
            /delete           delete it for both
            /search WORDS     in all conversations
            /name NUMBER NAME add a contact
            /quit             end; what waits is sent the next time""";

    private static final int SHORT_HISTORY = 10;
    private static final int MAX_FOUND = 20;

    private final Doubletick phone;
    private final ContactFile file;
    private final PhoneBook contacts;
    private final Screen screen;
    private volatile Optional<PhoneNumber> with = Optional.empty();

    Conversing(Doubletick phone, ContactFile file, Screen screen) {
        this.phone = phone;
        this.file = file;
        this.contacts = file.contacts();
        this.screen = screen;
    }

    /** Whom one is talking with. Any thread. */
    Optional<PhoneNumber> with() {
        return with;
    }

    /** What somebody wrote is read at once by who is talking with them. Any thread. */
    void read(Message message) {
        if (with.filter(message.conversation()::equals).isPresent()) {
            var unused = phone.markSeen(message);
        }
    }

    /** Who can be named: contacts and everybody with whom there is a conversation. */
    List<String> names() {
        List<String> names = new ArrayList<>(contacts.entries().values());
        conversations().stream()
                .map(conversation -> contacts.name(conversation.with()))
                .filter(name -> !names.contains(name))
                .forEach(names::add);
        return names;
    }

    /** Does what a line says. Returns whether there is to be another. */
    boolean obey(String line) {
        String text = line.strip();
        int blank = text.indexOf(' ');
        String command = blank < 0 ? text : text.substring(0, blank);
        String rest = blank < 0 ? "" : text.substring(blank + 1).strip();
        if (command.equals("/quit")) {
            return false;
        }
        try {
            obey(text, command, rest);
        } catch (CompletionException | IllegalArgumentException | IOException e) {
            screen.say(Wording.error(e));
        }
        return true;
    }

    private void obey(String text, String command, String rest) throws IOException {
        switch (command) {
            case "" -> {
                // Nothing was typed.
            }
            case "/help" -> HELP.lines().forEach(screen::say);
            case "/to" -> talkTo(contacts.find(rest).orElseThrow(() -> new IllegalArgumentException("Who is that?")));
            case "/chats" -> sayConversations();
            case "/history" -> history(rest.isEmpty() ? SHORT_HISTORY : count(rest));
            case "/reply" -> sent(phone.on(last(Direction.INCOMING)).reply(rest));
            case "/react" -> sent(phone.on(last(Direction.INCOMING)).react(rest));
            case "/edit" -> sent(phone.on(last(Direction.OUTGOING)).edit(rest));
            case "/delete" -> sent(phone.on(last(Direction.OUTGOING)).deleteForEveryone());
            case "/search" -> search(rest);
            case "/name" -> name(rest);
            default -> {
                if (command.startsWith("/")) {
                    throw new IllegalArgumentException("There is no " + command + "; /help says what there is.");
                }
                sent(phone.send(partner(), text));
            }
        }
    }

    private void talkTo(PhoneNumber partner) {
        with = Optional.of(partner);
        screen.say("You are talking with " + contacts.name(partner) + ".");
        List<Message> shown = history(SHORT_HISTORY);
        if (!shown.isEmpty()) {
            phone.markSeen(shown.get(shown.size() - 1)).join();
        }
    }

    private List<Message> history(int count) {
        List<Message> shown = phone.history(partner(), count).join();
        shown.forEach(screen::message);
        return shown;
    }

    private static int count(String text) {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("/history N: how many messages");
        }
        return Integer.parseInt(text);
    }

    private void search(String words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("/search WORDS");
        }
        List<Message> found = phone.search(words, MAX_FOUND).join();
        if (found.isEmpty()) {
            screen.say("Nothing found.");
        }
        found.forEach(screen::message);
    }

    private void sent(CompletableFuture<Message> message) {
        screen.message(message.join());
    }

    private PhoneNumber partner() {
        return with.orElseThrow(() -> new IllegalArgumentException("To whom? /to NAME or /to +NUMBER"));
    }

    private Message last(Direction direction) {
        return phone.history(partner(), MAX_FOUND).join().stream()
                .filter(message -> message.direction() == direction)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IllegalArgumentException("There is no such message yet."));
    }

    private List<Conversation> conversations() {
        return phone.conversations().join();
    }

    private void sayConversations() {
        List<Conversation> all = conversations();
        if (all.isEmpty()) {
            screen.say("There is no conversation yet; /to NAME begins one.");
        }
        all.forEach(this::sayConversation);
    }

    private void sayConversation(Conversation conversation) {
        String unread = conversation.unread() == 0 ? "" : " (" + conversation.unread() + " unread)";
        screen.say(contacts.name(conversation.with()) + unread + ": " + Wording.line(conversation.lastMessage()));
    }

    private void name(String numberAndName) throws IOException {
        int blank = numberAndName.indexOf(' ');
        PhoneNumber number = PhoneBook.number(blank < 0 ? "" : numberAndName.substring(0, blank))
                .orElseThrow(() -> new IllegalArgumentException("/name +NUMBER NAME"));
        String name = numberAndName.substring(blank + 1).strip();
        file.add(number, name);
        screen.say(number.e164() + " is " + name + ".");
    }
}
