package dev.doubletick.sample;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The story that the demo plays. Each chapter checks what it shows. */
final class Story {

    private static final int WAITING = 20;

    private final Stage stage;
    private final Transcript transcript;
    private final DemoPhone alice;
    private final DemoPhone bob;

    Story(Stage stage, Transcript transcript) {
        this.stage = stage;
        this.transcript = transcript;
        this.alice = stage.phone("Alice", "+4915112345678");
        this.bob = stage.phone("Bob", "+4917698765432");
    }

    void play() throws InterruptedException {
        register();
        talk();
        changeTheirMinds();
        List<Message> waiting = writeWhileBobIsAway();
        restartTheBroker();
        bobComesBack(waiting);
        pushWakesBob();
        whatIsRefused();
    }

    private void register() throws InterruptedException {
        transcript.chapter("Two phones register");
        for (DemoPhone phone : List.of(alice, bob)) {
            Verification verification = phone.register();
            String code = stage.codeSentTo(phone.number());
            transcript.tell(phone.name() + " gets an SMS: " + "•".repeat(code.length()));
            phone.verify(verification, code);
            transcript.check(
                    phone.sees(state -> state.kind() == ConnectionState.Kind.CONNECTED),
                    phone.name() + " is registered as " + phone.number().e164() + " and connected");
        }
    }

    private void talk() throws InterruptedException {
        transcript.chapter("They talk");
        exchange(alice, bob, "Hi Bob, does this thing work?");
        exchange(bob, alice, "Every tick of it.");
    }

    private Message exchange(DemoPhone from, DemoPhone to, String text) throws InterruptedException {
        int before = to.received().size();
        Message message = from.send(to.number(), text);
        transcript.tell(from.name() + " writes: " + text);
        transcript.check(to.hasReceived(before + 1), to.name() + " receives it");
        Message received = to.received().get(before);
        transcript.check(
                received.text().equals(message.text())
                        && received.conversation().equals(from.number()),
                "it says what was written, and who wrote it");
        transcript.check(
                from.sees(MessageStatus.DELIVERED, List.of(message))
                        && from.current(message).sentAt().isPresent(),
                from.name() + " saw one tick, then two");
        return message;
    }

    private void changeTheirMinds() throws InterruptedException {
        transcript.chapter("They change their minds");
        Message plan = exchange(alice, bob, "Lunch at twelve?");
        Message received = bob.received().get(bob.received().size() - 1);

        bob.react(received, "👍");
        transcript.check(
                alice.sees(plan, message -> message.reactions().size() == 1), "Bob reacts with 👍: Alice sees it");

        alice.edit(plan, "Lunch at one?");
        transcript.check(
                bob.sees(received, message -> message.text().equals(Optional.of("Lunch at one?"))),
                "Alice edits it: Bob reads \"Lunch at one?\"");

        int before = alice.received().size();
        bob.reply(received, "Fine.");
        transcript.check(
                alice.hasReceived(before + 1)
                        && alice.received().get(before).replyTo().equals(Optional.of(plan.key())),
                "Bob answers that very message");

        alice.deleteForEveryone(plan);
        transcript.check(
                bob.sees(received, message -> message.body() instanceof Body.Deleted),
                "Alice deletes it: it is gone from both phones");

        Message place = alice.sendLocation(bob.number(), new Body.Location(52.5219, 13.4132, 10, "Alexanderplatz"));
        transcript.check(alice.sees(MessageStatus.DELIVERED, List.of(place)), "Alice sends where she is: two ticks");
        bob.read(alice.number());
        transcript.check(
                alice.sees(MessageStatus.SEEN, List.of(place)) && bob.unread() == 0, "Bob reads it: blue ticks");
    }

    private List<Message> writeWhileBobIsAway() throws InterruptedException {
        transcript.chapter("Bob is away");
        bob.switchOff();
        transcript.tell("Bob's phone is switched off");
        List<Message> waiting = new ArrayList<>();
        for (int i = 1; i <= WAITING; i++) {
            waiting.add(alice.send(bob.number(), "message " + i));
        }
        transcript.check(
                alice.sees(MessageStatus.SENT, waiting),
                "Alice writes " + WAITING + " messages: one tick on each, the server has them on disk");
        return waiting;
    }

    private void restartTheBroker() throws InterruptedException {
        stage.restartBroker();
        transcript.tell("the broker was stopped and started again");
        transcript.check(
                alice.sees(state -> state.kind() == ConnectionState.Kind.CONNECTED),
                "Alice is connected again by herself");
    }

    private void bobComesBack(List<Message> waiting) throws InterruptedException {
        transcript.chapter("Bob is back");
        int before = bob.received().size();
        bob.switchOn();
        transcript.check(bob.hasReceived(before + WAITING), "Bob receives all " + WAITING);
        transcript.check(alice.sees(MessageStatus.DELIVERED, waiting), "Alice sees two ticks on each");
        List<String> texts = bob.received().stream()
                .skip(before)
                .map(message -> message.text().orElse("?"))
                .toList();
        transcript.check(
                texts.equals(IntStream.rangeClosed(1, WAITING)
                        .mapToObj(i -> "message " + i)
                        .toList()),
                "they came in order, each exactly once");
        bob.read(alice.number());
        transcript.check(alice.sees(MessageStatus.SEEN, waiting), "Bob reads them: Alice sees blue ticks on each");
    }

    private void pushWakesBob() throws InterruptedException {
        transcript.chapter("Push wakes Bob's phone");
        stage.letPushesWake(bob);
        bob.switchOff();
        transcript.tell("Bob's app has registered for push; then the system ends it, and his screen is dark");
        int before = bob.received().size();
        List<Message> waiting = new ArrayList<>();
        for (int i = 1; i <= WAITING; i++) {
            waiting.add(alice.send(bob.number(), "wake up " + i));
        }
        transcript.check(
                alice.sees(MessageStatus.SENT, waiting), "Alice writes " + WAITING + " messages: one tick on each");
        transcript.check(
                bob.hasReceived(before + WAITING),
                "Bob's app is pushed, wakes in the background and fetches all " + WAITING + " through onPush()");
        transcript.check(
                alice.sees(MessageStatus.DELIVERED, waiting),
                "Alice sees two ticks on each while Bob's screen stays dark");
        transcript.check(stage.pushesTo(bob.number()) == 1, "it took one push, which says neither what nor from whom");
        transcript.check(
                stage.pushesNoMore(bob.number()), "Bob's app has fetched everything and gone: no other push follows");
        bob.switchOn();
        transcript.check(bob.sees(state -> state.kind() == ConnectionState.Kind.CONNECTED), "Bob takes out his phone");
    }

    private void whatIsRefused() throws InterruptedException {
        transcript.chapter("What is refused");
        DemoPhone stranger = stage.phone("Mallory", alice.number().e164());
        stranger.adopt(Account.of(alice.number(), "not-the-credential", stage.brokers()));
        transcript.check(
                stranger.sees(state -> state.kind() == ConnectionState.Kind.CREDENTIAL_REFUSED),
                "a stranger with a made-up credential does not get in as Alice");

        Message lost = alice.send(PhoneNumber.ofE164("+4915100000000"), "Anybody there?");
        transcript.check(
                alice.sees(MessageStatus.FAILED, List.of(lost)), "a message to a number that is not registered fails");
        MessageFailure failure = alice.current(lost).failure().orElseThrow();
        transcript.check(
                failure.reason() == MessageFailure.Reason.NOT_REGISTERED, "and says so: " + failure.description());

        transcript.check(
                stage.publishAsProvisionedDevice("d/" + alice.number().digits()) == 0x87,
                "nobody can publish a delivered receipt into Alice's topic: refused with 0x87");
        exchange(alice, bob, "Still there?");
    }
}
