package dev.doubletick.registration.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceCsvTest {

    private static final PhoneNumber ONE = PhoneNumber.ofE164("+4915112340001");
    private static final PhoneNumber TWO = PhoneNumber.ofE164("+4915112340002");
    private static final PhoneNumber THREE = PhoneNumber.ofE164("+4915112340003");

    private static List<DeviceLine> read(String text) {
        DeviceCsv csv = DeviceCsv.parse(text);
        assertThat(csv.errors()).isEmpty();
        return csv.devices();
    }

    private static DeviceLine line(int number, PhoneNumber phone) {
        return new DeviceLine(number, phone, Optional.empty());
    }

    private static DeviceLine line(int number, PhoneNumber phone, Recipients recipients) {
        return new DeviceLine(number, phone, Optional.of(recipients));
    }

    @Test
    void readsNumbers() {
        assertThat(read("phone\n+4915112340001\n+4915112340002\n")).containsExactly(line(2, ONE), line(3, TWO));
    }

    @Test
    void readsLists() {
        assertThat(
                        read(
                                """
                        phone,allowed_recipients
                        +4915112340001,+4915112340002 +4915112340003
                        +4915112340002,nobody
                        +4915112340003,Anybody
                        +4915112340004,
                        +4915112340005
                        """))
                .extracting(DeviceLine::recipients)
                .containsExactly(
                        Optional.of(Recipients.only(List.of(TWO, THREE))),
                        Optional.of(Recipients.NOBODY),
                        Optional.of(Recipients.ANYBODY),
                        Optional.empty(),
                        Optional.empty());
    }

    @Test
    void readsWhatSpreadsheetsWrite() {
        assertThat(
                        read(
                                "\ufeff\"Phone\";\"Allowed_Recipients\"\r\n\r\n\"+4915112340001\" ; \"+4915112340002, +4915112340003\"\r\n;\r\n"))
                .containsExactly(line(3, ONE, Recipients.only(List.of(TWO, THREE))));
        assertThat(read("allowed_recipients,phone\n\"+4915112340002,+4915112340002\",+4915112340001"))
                .containsExactly(line(2, ONE, Recipients.only(List.of(TWO))));
    }

    @Test
    void readsTheFileThatProvisioningWrote() {
        assertThat(read("phone,credential\n+4915112340001,Zm9v\n")).containsExactly(line(2, ONE));
    }

    @Test
    void namesEachLineThatIsWrong() {
        DeviceCsv csv = DeviceCsv.parse(
                """
                phone,allowed_recipients
                +4915112340001
                4915112340002

                +4915112340003,+49151x
                +4915112340001
                +4915112340004,nobody,else
                +4915112340005,"+4915112340001
                +4915112340006
                +49\u0661\u0665\u0661\u0661\u0662\u0663\u0664\u0665\u0666
                ,+4915112340001
                """);

        assertThat(csv.errors())
                .containsExactly(
                        new LineError(3, "phone: a phone number in E.164 starts with +"),
                        new LineError(
                                5, "allowed_recipients: a phone number in E.164 has 7 to 15 digits, the first not 0"),
                        new LineError(6, "the same phone number is in line 2"),
                        new LineError(7, "there are 3 fields, and 2 columns"),
                        new LineError(8, "a quoted field does not end"),
                        new LineError(10, "phone: a phone number in E.164 has 7 to 15 digits, the first not 0"),
                        new LineError(11, "phone: a phone number in E.164 starts with +"));
        assertThat(csv.devices()).extracting(DeviceLine::number).containsExactly(2, 9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+4915112340001\n", "number\n+4915112340001\n", "phone,phone\n", "phone,allowed\n", "phone,\n"})
    void namesAHeaderThatIsWrong(String text) {
        assertThat(DeviceCsv.parse(text).errors())
                .first()
                .isEqualTo(new LineError(
                        1, "the first line must name the columns: phone, and if you like allowed_recipients"));
    }

    @ParameterizedTest
    @CsvSource({"'',1", "'\n\n',3", "'phone\n',2"})
    void anEmptyFileIsAMistake(String text, int line) {
        assertThat(DeviceCsv.parse(text).errors())
                .containsExactly(new LineError(line, "there is no device in this file"));
    }

    @Test
    void boundsFilesAndLists() {
        String phones = IntStream.rangeClosed(1, DeviceCsv.MAX_DEVICES)
                .mapToObj(i -> "\n+4915" + (10_000_000 + i))
                .collect(Collectors.joining());
        assertThat(DeviceCsv.parse("phone" + phones).errors()).isEmpty();
        assertThat(DeviceCsv.parse("phone" + phones + "\n+4916").errors())
                .containsExactly(
                        new LineError(10_002, "phone: a phone number in E.164 has 7 to 15 digits, the first not 0"));
        assertThat(DeviceCsv.parse("phone" + phones + "\n+4916000000").errors())
                .containsExactly(new LineError(10_002, "a file has at most 10000 devices"));

        String list = phones.substring(0, phones.indexOf("+4915" + 10_001_001)).replace('\n', ' ');
        assertThat(read("phone,allowed_recipients\n+4915112340001," + list)).hasSize(1);
        assertThat(DeviceCsv.parse("phone,allowed_recipients\n+4915112340001," + list + " +4917000000")
                        .errors())
                .containsExactly(new LineError(2, "a device has at most 1000 numbers on its list"));
    }
}
