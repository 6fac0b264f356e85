package dev.doubletick.sample.phones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doubletick.sample.phones.browser.Browser;
import dev.doubletick.sample.phones.browser.Look;
import dev.doubletick.sample.phones.browser.PhoneOnScreen;
import dev.doubletick.sample.phones.browser.ServerOnScreen;
import dev.doubletick.sample.phones.handset.Person;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Plays with the phones in a browser, and looks at what a person sees. One story after the other, on one stack. */
@TestMethodOrder(OrderAnnotation.class)
class PhonesIT {

    private static final Path PICTURES = Path.of("target", "screenshots");

    @TempDir
    private static Path folder;

    private static Phones phones;
    private static Browser browser;
    private static PhoneOnScreen alice;
    private static PhoneOnScreen bob;
    private static ServerOnScreen server;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                Browser.isInstalled(),
                "skipped: install chromium and chromedriver (Debian: chromium, chromium-driver) to run this");
        // By TLS, with which everything is as without it, and more can go wrong.
        phones = Phones.start(folder, 0, true, Person.CAST.subList(0, 2), step -> {});
        browser = Browser.start(PICTURES);
        alice = new PhoneOnScreen(browser, "Alice", 1);
        bob = new PhoneOnScreen(browser, "Bob", 2);
        server = new ServerOnScreen(browser);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (phones != null) {
            phones.close();
        }
    }

    @Test
    @Order(1)
    void tellsTheStoryOnAWideScreenInTheLight() throws Exception {
        play(Look.WIDE_LIGHT, "+4915112345678", "+4917698765432");
    }

    /** Everybody has lost their phone, and has another number now. */
    @Test
    @Order(2)
    void tellsTheStoryOnANarrowScreenInTheDark() throws Exception {
        browser.look(Look.NARROW_DARK);
        browser.open(phones.address());
        alice.front().press("Lose phone");
        bob.front().press("Lose phone");

        play(Look.NARROW_DARK, "+4915112340000", "+4917698760000");
    }

    @Test
    @Order(3)
    void isHandledWithTheKeyboardAlone() {
        browser.look(Look.WIDE_DARK);
        browser.open(phones.address());
        alice.seesA(".search");

        // From the top of the page: the search field, the first chat.
        alice.keys(Keys.TAB, Keys.TAB);
        alice.keys(Keys.ENTER);
        alice.sees(".chat-bar h2", "Bob");
        alice.seesA(".composer input:focus");
        alice.keys("By keyboard", Keys.ENTER);
        alice.seesTick("By keyboard", "Delivered");
        alice.keys("mistake");
        alice.openMenu("By keyboard");
        alice.seesA(".emojis button:focus");
        alice.seesA(".composer[inert]");
        alice.keys(Keys.ESCAPE);
        alice.seesNo("[role=dialog]");
        alice.seesA(".more:focus");
        alice.seesNo("[inert]");
        alice.press("Back to chats");
        alice.seesA(".chats");
    }

    @Test
    @Order(4)
    void findsAMessageAndGoesThere() {
        browser.look(Look.WIDE_LIGHT);
        browser.open(phones.address());
        alice.type("lun");
        alice.sees(".row", "Lunch at one?");
        alice.openFound("Lunch at one?");
        alice.seesA(".message.found");
        alice.press("Back to chats");
    }

    @Test
    @Order(5)
    void givesANewPhoneWhatWaitsForTheNumber() throws Exception {
        browser.look(Look.WIDE_LIGHT);
        browser.open(phones.address());
        bob.press("Lose phone");
        bob.sees("h2", "Your phone number");
        server.sees("Bob", "not connected");
        alice.openChat("Bob");
        alice.typeAndEnter("Did you find it?");
        alice.seesTick("Did you find it?", "Sent");

        // Not more than one code in half a minute goes to a number.
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    bob.press("Send code");
                    return bob.isShown("Enter the code", Duration.ofSeconds(2));
                });
        bob.codeInTheSms();
        bob.press("Use code");
        bob.sees(".row", "Did you find it?");
        alice.seesTick("Did you find it?", "Delivered");
        server.sees("Bob", "connected");
        alice.press("Back to chats");
    }

    private static void play(Look look, String numberOfAlice, String numberOfBob) throws IOException {
        browser.look(look);
        browser.open(phones.address());
        register(look, numberOfAlice, numberOfBob);
        talk();
        changeTheirMinds(look);
        airplaneMode(look);
        killAndReboot();
    }

    private static void register(Look look, String numberOfAlice, String numberOfBob) throws IOException {
        alice.front().sees("h2", "Your phone number");
        browser.takePictures("1-number", look);
        alice.retype(numberOfAlice);
        alice.enter();
        alice.sees("h2", "Enter the code");
        String code = alice.codeInTheSms();
        browser.takePictures("2-sms", look);
        alice.typeAndEnter(code.equals("000000") ? "000001" : "000000");
        alice.sees(".error", "code");
        alice.retype(code);
        alice.enter();
        alice.sees("h2", "Chats");
        alice.sees(".mine", numberOfAlice);

        bob.front().retype(numberOfBob);
        bob.press("Send code");
        bob.codeInTheSms();
        bob.press("Use code");
        bob.sees(".row", "Alice");
        bob.seesNo(".banner");
    }

    private static void talk() {
        alice.front().openChat("Bob");
        alice.sees(".who p", "online");
        alice.type("Hi Bob, does this thing ");
        bob.front().sees(".preview", "typing…");
        alice.front().type("work?");
        alice.enter();
        alice.seesTick("does this thing work?", "Delivered");
        bob.front().sees(".row .count", "1");
        bob.openChat("Alice");
        bob.seesMessage("Hi Bob, does this thing work?");
        alice.front().seesTick("does this thing work?", "Read");
        bob.front().typeAndEnter("Every tick of it.");
        alice.front().seesMessage("Every tick of it.");
        alice.sees(".day", "Today");
    }

    private static void changeTheirMinds(Look look) throws IOException {
        alice.front().typeAndEnter("Lunch at twelve?");
        bob.front().openMenu("Lunch at twelve?");
        browser.takePictures("3-menu", look);
        bob.press("👍");
        bob.seesInBubble("Lunch at twelve?", ".reactions", "👍");
        alice.front().seesInBubble("Lunch at twelve?", ".reactions", "👍");

        alice.type("A thought");
        alice.openMenu("Lunch at twelve?");
        alice.press("Reply");
        alice.sees(".context", "Reply to You");
        alice.seesInTheField("A thought");
        alice.openMenu("Lunch at twelve?");
        alice.press("Edit");
        alice.sees(".context", "Edit");
        alice.keys(Keys.BACK_SPACE, Keys.BACK_SPACE, Keys.BACK_SPACE, Keys.BACK_SPACE);
        alice.keys(Keys.BACK_SPACE, Keys.BACK_SPACE, Keys.BACK_SPACE, "one?", Keys.ENTER);
        alice.seesInTheField("A thought");
        alice.retype("");
        alice.keys(Keys.BACK_SPACE);
        alice.seesInBubble("Lunch at one?", ".meta", "edited");
        bob.front().seesInBubble("Lunch at one?", ".meta", "edited");

        bob.openMenu("Lunch at one?");
        bob.press("Reply");
        bob.sees(".context", "Reply to Alice");
        bob.typeAndEnter("Fine. Where?");
        bob.seesInBubble("Fine. Where?", ".quote", "Lunch at one?");
        alice.front().seesInBubble("Fine. Where?", ".quote", "You");

        alice.press("Send my location");
        bob.front().seesMessage("Alexanderplatz, Berlin");
        assertThat(bob.linkIn("Alexanderplatz, Berlin")).startsWith("https://www.openstreetmap.org/?mlat=52.52188");

        bob.typeAndEnter("On my weigh!");
        bob.openMenu("On my weigh!");
        bob.press("Delete for everyone");
        alice.front().seesMessage("This message was deleted");
        bob.front().typeAndEnter("On my way!");
        bob.seesTick("On my way!", "Read");
        browser.takePictures("4-chat", look);
    }

    private static void airplaneMode(Look look) throws IOException {
        bob.front().press("Airplane mode");
        bob.sees(".who p", "Connecting");
        alice.front();
        List<String> texts = List.of("Are you on the plane?", "Then read this later:", "Dinner at eight?");
        for (String text : texts) {
            alice.typeAndEnter(text);
            alice.seesTick(text, "Sent");
        }
        server.front().sees("Bob", "3 messages");
        server.sees("Bob", "not connected");
        server.seesPacket("PUBLISH message to Bob");
        server.seesPacket("PUBACK stored on the server");
        // The server waits some seconds for a phone to come back before it says that it has gone.
        alice.front().sees(".who p", "last seen");
        browser.takePictures("5-airplane", look);
        browser.takeSmallPictures("phones", look);

        bob.front().press("Airplane mode");
        texts.forEach(bob::seesMessage);
        alice.front();
        texts.forEach(text -> alice.seesTick(text, "Read"));
        server.front().sees("Bob", "0 messages");
        browser.takePictures("6-server", look);
    }

    private static void killAndReboot() {
        bob.front().press("Kill app");
        bob.sees(".home", "The app is not running");
        alice.front().typeAndEnter("Still there?");
        alice.seesTick("Still there?", "Sent");
        bob.front().press("Start app");
        bob.sees(".row", "Still there?");
        bob.sees(".row .count", "1");
        alice.front().seesTick("Still there?", "Delivered");

        alice.press("Reboot");
        alice.sees(".boot", "Starting");
        alice.sees(".row", "Still there?");
        bob.front().openChat("Alice");
        alice.front().openChat("Bob");
        alice.seesTick("Still there?", "Read");
        alice.press("Back to chats");
        bob.front().press("Back to chats");
    }

    @AfterEach
    void nothingIsWrongWithThePage() {
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests())
                .allMatch(url -> url.startsWith(phones.address().toString()) || url.startsWith("data:"));
    }
}
