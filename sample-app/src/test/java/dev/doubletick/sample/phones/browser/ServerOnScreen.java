package dev.doubletick.sample.phones.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;

/** The panel that shows what the server sees. */
public final class ServerOnScreen {

    private final Browser browser;

    public ServerOnScreen(Browser browser) {
        this.browser = browser;
    }

    /** Brings it to the front, where a screen is too narrow for it and a phone. */
    public ServerOnScreen front() {
        PhoneOnScreen.show(browser, "Server");
        return this;
    }

    /** Waits until this is what it says of a phone, among other things. */
    public void sees(String phone, String text) {
        patiently(
                () -> browser.find("#server .card", "element.innerText.startsWith(wanted)", phone)
                        .map(WebElement::getText)
                        .orElse("")
                        .replaceAll("\\s+", " "),
                text);
    }

    /** Waits for a packet that is described like this. */
    public void seesPacket(String text) {
        patiently(
                () -> browser.driver()
                        .findElement(By.cssSelector("#s-packets"))
                        .getText()
                        .replaceAll("\\s+", " "),
                text);
    }

    private static void patiently(Supplier<String> shown, String text) {
        await().atMost(Duration.ofSeconds(15))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(40))
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(() -> assertThat(shown.get()).contains(text));
    }
}
