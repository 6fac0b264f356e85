package dev.doubletick.sample.phones.browser;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, which can reach this machine only, and remembers what it was asked to load. */
public final class Browser implements AutoCloseable {

    private static final List<String> CHROMIUM = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> DRIVER = List.of("chromedriver");
    private static final Pattern REQUEST =
            Pattern.compile("\"method\":\"Network\\.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"([^\"]*)\"");

    private final ChromeDriver driver;
    private final Path pictures;

    private Browser(ChromeDriver driver, Path pictures) {
        this.driver = driver;
        this.pictures = pictures;
    }

    /** Whether there is one on this machine. */
    public static boolean isInstalled() {
        return installed(CHROMIUM).isPresent() && installed(DRIVER).isPresent();
    }

    private static Optional<File> installed(List<String> names) {
        return names.stream()
                .flatMap(name -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    /** @param pictures where screenshots go */
    public static Browser start(Path pictures) throws IOException {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(installed(CHROMIUM).orElseThrow());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                // Containers run as root, and have a small /dev/shm.
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-sync",
                "--no-first-run",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(installed(DRIVER).orElseThrow())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        return new Browser(new ChromeDriver(service, options), Files.createDirectories(pictures));
    }

    /** Looks at the page as on another screen, from now on. Motion is reduced, so that pictures show the end of it. */
    public void look(Look look) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", look.width(), "height", look.height(), "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", look.scheme()),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    public void open(URI address) {
        driver.get(address.toString());
    }

    /**
     * The last element that is to be seen, and is like this.
     *
     * @param wanted a JavaScript expression about {@code element}, {@code text} (its lines) and {@code wanted} (the parameter)
     */
    Optional<WebElement> find(String selector, String wanted, String parameter) {
        Object found = driver.executeScript(
                "const wanted = arguments[1];"
                        + "return [...document.querySelectorAll(arguments[0])]"
                        + ".filter(element => element.checkVisibility())"
                        + ".findLast(element => { const text = element.innerText.split('\\n'); return " + wanted
                        + "; })",
                selector,
                parameter);
        return Optional.ofNullable((WebElement) found);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Takes a picture by day and one by night, and comes back to the present look. */
    public void takePictures(String name, Look present) throws IOException {
        takePictures(name, present, "png", Map.of("format", "png", "optimizeForSpeed", true));
    }

    /** The same for the README: as small as can be. */
    public void takeSmallPictures(String name, Look present) throws IOException {
        takePictures(name, present, "webp", Map.of("format", "webp", "quality", 80));
    }

    private void takePictures(String name, Look present, String suffix, Map<String, Object> format) throws IOException {
        for (Look look : List.of(present.inTheOtherScheme(), present)) {
            look(look);
            capture(name + "-" + look.name() + "." + suffix, format);
        }
    }

    private void capture(String file, Map<String, Object> format) throws IOException {
        Object data = driver.executeCdpCommand("Page.captureScreenshot", format).get("data");
        Files.write(pictures.resolve(file), Base64.getDecoder().decode(String.valueOf(data)));
    }

    /** What was written to the console since the last call. */
    public List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** All addresses that the page asked for since the last call. */
    public List<String> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> REQUEST.matcher(entry.getMessage()))
                .filter(Matcher::find)
                .map(request -> request.group(1))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
