package dev.doubletick.sample.phones.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;

/** One phone on the page, as a person sees and handles it: by what is written on things. Whatever is not there yet is waited for. */
public final class PhoneOnScreen {

    private static final String CONTAINS = "element.innerText.includes(wanted)";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Browser browser;
    private final String name;
    private final String id;

    public PhoneOnScreen(Browser browser, String name, int slot) {
        this.browser = browser;
        this.name = name;
        this.id = "#p" + slot;
    }

    /** Brings it to the front, where a screen is too narrow for two. */
    public PhoneOnScreen front() {
        show(browser, name);
        return this;
    }

    /** Presses a tab, where the screen is narrow enough for tabs. */
    public static void show(Browser browser, String tab) {
        browser.find(".tabs .tab", "element.innerText.startsWith(wanted)", tab).ifPresent(WebElement::click);
    }

    // ---- what a person does

    /** Presses a button, by what is written on it or what it is called. */
    public void press(String button) {
        patiently(() -> find("button", "element.getAttribute('aria-label') === wanted || text.includes(wanted)", button)
                .click());
    }

    /** Opens the chat with somebody. */
    public void openChat(String with) {
        patiently(() -> find(".row", "text.includes(wanted)", with).click());
        sees(".chat-bar h2", with);
    }

    /** Opens the chat at a message that a search has found. */
    public void openFound(String message) {
        patiently(() -> find(".row", CONTAINS, message).click());
    }

    /** Types into the only field there is, as one that is already empty. */
    public void type(String keys) {
        patiently(() -> find("input").sendKeys(keys));
    }

    /** Empties the field and types. */
    public void retype(String keys) {
        patiently(() -> find("input").sendKeys(Keys.chord(Keys.CONTROL, "a"), keys));
    }

    public void typeAndEnter(String keys) {
        patiently(() -> find("input").sendKeys(keys, Keys.ENTER));
    }

    public void enter() {
        patiently(() -> find("input").sendKeys(Keys.ENTER));
    }

    /** Presses keys wherever the focus is. */
    public void keys(CharSequence... keys) {
        browser.driver().switchTo().activeElement().sendKeys(keys);
    }

    /** Opens the menu of the message with this text. */
    public void openMenu(String text) {
        patiently(() -> {
            // It shows itself when the pointer comes near, which a headless browser does not have.
            WebElement menu = bubble(text).findElement(By.cssSelector(".more"));
            browser.driver().executeScript("arguments[0].focus()", menu);
            menu.click();
        });
        seesA("[role=dialog]");
    }

    // ---- what a person sees

    /** The code in the SMS that has slid in. */
    public String codeInTheSms() {
        patiently(() -> assertThat(text(".banner-text p")).containsPattern("[0-9]{6}"));
        return text(".banner-text p").replaceAll(".*?([0-9]{6}).*", "$1");
    }

    /** Waits until something is to be seen. */
    public void seesA(String selector) {
        patiently(() -> find(selector));
    }

    public void seesNo(String selector) {
        patiently(() -> assertThat(lookFor(selector, "true", "")).isEmpty());
    }

    /** Waits until something says this, perhaps among other things. */
    public void sees(String selector, String text) {
        patiently(() -> assertThat(text(selector)).contains(text));
    }

    /** Waits until this is what the only field there is says. */
    public void seesInTheField(String text) {
        patiently(() -> assertThat(find("input").getDomProperty("value")).isEqualTo(text));
    }

    /** Whether a screen with this heading shows up in time. */
    public boolean isShown(String heading, Duration time) {
        try {
            await().atMost(time)
                    .until(() -> lookFor("h2", "text.includes(wanted)", heading).isPresent());
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Waits until the message with this text has this tick: Waiting, Sent, Delivered or Read. */
    public void seesTick(String text, String tick) {
        patiently(() -> assertThat(
                        bubble(text).findElement(By.cssSelector(".tick")).getAttribute("aria-label"))
                .isEqualTo(tick));
    }

    /** Waits until there is a message with this text, and something in it. */
    public void seesInBubble(String text, String selector, String content) {
        patiently(() -> assertThat(
                        bubble(text).findElement(By.cssSelector(selector)).getText())
                .contains(content));
    }

    public void seesMessage(String text) {
        patiently(() -> bubble(text));
    }

    /** Where a link in the message with this text leads to. */
    public String linkIn(String text) {
        return String.valueOf(bubble(text).findElement(By.cssSelector("a")).getAttribute("href"));
    }

    private WebElement bubble(String text) {
        return find(".bubble", CONTAINS, text);
    }

    private String text(String selector) {
        return find(selector).getText();
    }

    private WebElement find(String selector) {
        return find(selector, "true", "");
    }

    private WebElement find(String selector, String wanted, String parameter) {
        return lookFor(selector, wanted, parameter)
                .orElseThrow(() -> new AssertionError(name + " sees no such " + selector + ": " + parameter));
    }

    private Optional<WebElement> lookFor(String selector, String wanted, String parameter) {
        return browser.find(id + " " + selector, wanted, parameter);
    }

    /** Again and again: an element may be replaced while one looks at it. */
    private static void patiently(ThrowingRunnable action) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(40))
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(action);
    }
}
