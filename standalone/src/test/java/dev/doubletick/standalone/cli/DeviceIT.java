package dev.doubletick.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.standalone.Standalone;
import dev.doubletick.standalone.StandaloneConfig;
import dev.doubletick.standalone.testing.Mqtt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of an operator, on everything that they touch. */
class DeviceIT {

    private static final AtomicLong NUMBERS = new AtomicLong(4_915_300_000_000L);

    @TempDir
    private static Path data;

    private static Standalone stack;

    @TempDir
    private Path folder;

    private int files;

    @BeforeAll
    static void start() {
        stack = Standalone.start(StandaloneConfig.onFreePorts(data));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private record Run(int exitCode, String out, String err) {}

    private static Run run(String command, String... options) {
        List<String> args = new ArrayList<>(List.of(command.split(" ")));
        args.add("--http=" + stack.http());
        args.add("--operator-token=" + stack.operatorTokenFile());
        args.addAll(List.of(options));
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = DoubletickCommand.run(args.toArray(String[]::new));
            return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    private static void done(Run run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    private static String number() {
        return "+" + NUMBERS.incrementAndGet();
    }

    private Path newFile() {
        return folder.resolve("file-" + files++ + ".csv");
    }

    private Path devices(String text) throws IOException {
        return Files.writeString(newFile(), text);
    }

    /** The credential in the only line of a file, which must be about this phone and for its owner's eyes only. */
    private static String credential(Path file, String phone) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).isEqualTo("phone,credential");
        return lines.stream()
                .filter(line -> line.startsWith(phone + ","))
                .findFirst()
                .orElseThrow()
                .substring(phone.length() + 1);
    }

    private static boolean isLetIn(String phone, String credential) throws IOException {
        return Mqtt.connack(stack.mqtt(), phone.substring(1), credential).get(1) == 0;
    }

    @Test
    void oneDeviceFromItsBeginningToItsEnd() throws IOException {
        String phone = number();
        Path first = newFile();
        Path second = newFile();
        done(run("provision", "--count=1", "--first=" + phone, "--out=" + first));
        assertThat(isLetIn(phone, credential(first, phone))).isTrue();

        done(run("device rotate", "--phone=" + phone, "--out=" + second));
        assertThat(isLetIn(phone, credential(first, phone))).isFalse();
        assertThat(isLetIn(phone, credential(second, phone))).isTrue();

        done(run("device allow", "--phone=" + phone, "--to=+4915112345678,+4915112345679"));
        assertThat(run("device show", "--phone=" + phone).out())
                .contains("phone       " + phone, "issued 20", "may write   to +4915112345678 +4915112345679");
        done(run("device allow", "--phone=" + phone, "--nobody"));
        assertThat(run("device show", "--phone=" + phone).out()).contains("to nobody");
        done(run("device allow", "--phone=" + phone, "--anybody"));
        assertThat(run("device show", "--phone=" + phone).out()).contains("to anybody");

        done(run("device revoke", "--phone=" + phone));
        assertThat(isLetIn(phone, credential(second, phone))).isFalse();
        assertThat(run("device show", "--phone=" + phone).out()).contains("none, it cannot connect");

        done(run("device delete", "--phone=" + phone));
        Run gone = run("device show", "--phone=" + phone);
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.err()).contains("answered 404: There is no account with this number.");
    }

    @Test
    void manyDevicesByCsv() throws IOException {
        String one = number();
        String two = number();
        Path file = devices("phone,allowed_recipients\n" + one + "," + two + "\n" + two + ",anybody\n");
        Path first = newFile();
        Path second = newFile();

        done(run("provision", "--csv=" + file, "--out=" + first));
        assertThat(isLetIn(two, credential(first, two))).isTrue();
        assertThat(run("device show", "--phone=" + one).out()).contains("to " + two);

        // What provisioning wrote names the devices as well.
        done(run("device rotate", "--csv=" + first, "--out=" + second));
        assertThat(isLetIn(two, credential(first, two))).isFalse();
        assertThat(isLetIn(one, credential(second, one))).isTrue();

        done(run("device allow", "--csv=" + devices("phone,allowed_recipients\n" + one + ",nobody\n")));
        assertThat(run("device show", "--phone=" + one).out()).contains("to nobody");

        done(run("device revoke", "--csv=" + file));
        assertThat(isLetIn(one, credential(second, one))).isFalse();
        assertThat(isLetIn(two, credential(second, two))).isFalse();
    }

    @Test
    void namesEachWrongLineAndDoesNothing() throws IOException {
        String good = number();
        Path out = newFile();

        Run run = run("provision", "--csv=" + devices("phone\n" + good + "\nhello\n+0\n"), "--out=" + out);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .containsExactly(
                        "doubletick: The service at " + stack.http()
                                + " answered 400: 2 lines are wrong. Nothing was done.",
                        "  line 3: phone: a phone number in E.164 starts with +",
                        "  line 4: phone: a phone number in E.164 has 7 to 15 digits, the first not 0");
        assertThat(out).doesNotExist();
        assertThat(run("device show", "--phone=" + good).exitCode()).isEqualTo(1);
    }

    @Test
    void leavesNoFileBehindWhenNothingWasRotated() {
        Path out = newFile();

        Run run = run("device rotate", "--phone=" + number(), "--out=" + out);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(out).doesNotExist();
    }

    @Test
    void rotatesNothingIfItCannotWriteIt() throws IOException {
        String phone = number();
        Path out = newFile();
        done(run("provision", "--count=1", "--first=" + phone, "--out=" + out));

        Run run = run("device rotate", "--phone=" + phone, "--out=" + out);

        assertThat(run.err()).contains("exists already");
        assertThat(isLetIn(phone, credential(out, phone))).isTrue();
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        String phone = number();
        Path file = devices("phone\n");
        assertThat(run("device").exitCode()).isEqualTo(2);
        assertThat(run("device revoke").exitCode()).isEqualTo(2);
        assertThat(run("device revoke", "--phone=hello").exitCode()).isEqualTo(2);
        assertThat(run("device revoke", "--phone=" + phone, "--csv=" + file).exitCode())
                .isEqualTo(2);
        assertThat(run("device rotate", "--phone=" + phone).exitCode()).isEqualTo(2);
        assertThat(run("device allow", "--phone=" + phone).exitCode()).isEqualTo(2);
        assertThat(run("device allow", "--phone=" + phone, "--nobody", "--anybody")
                        .exitCode())
                .isEqualTo(2);
        assertThat(run("device allow", "--csv=" + file, "--nobody").exitCode()).isEqualTo(2);
        assertThat(run("provision", "--out=" + newFile()).exitCode()).isEqualTo(2);
        assertThat(run("provision", "--count=1", "--out=" + newFile()).exitCode())
                .isEqualTo(2);
        assertThat(run("provision", "--csv=" + file, "--count=1", "--first=" + phone, "--out=" + newFile())
                        .exitCode())
                .isEqualTo(2);
        assertThat(run("device revoke", "--csv=" + folder.resolve("missing")).err())
                .contains("cannot be read");
    }
}
