package dev.doubletick.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates accounts without SMS, a range of numbers or what a file names, and writes their credentials to a CSV file. */
@Command(
        name = "provision",
        description = "Creates accounts without SMS, for devices and load tests. An account that exists gets a new"
                + " credential.",
        footer = {
            "",
            "A CSV file has a header with the column phone and, if you like, allowed_recipients: the only",
            "numbers that the device may write to, with spaces between them; anybody; nobody; or empty, which",
            "leaves it as it is. If a line is wrong, each that is wrong is named and nothing is done."
        })
public final class ProvisionCommand implements Callable<Integer> {

    private static final long LARGEST_NUMBER = 999_999_999_999_999L;

    /** Numbers in a row. */
    static final class Range {
        @Option(names = "--count", paramLabel = "N", required = true, description = "How many accounts.")
        private int count;

        @Option(
                names = "--first",
                paramLabel = "+NUMBER",
                required = true,
                description = "The first phone number; the others follow it.")
        private String first = "";

        private long start() {
            if (count < 1) {
                throw new CommandException("--count must be 1 or more.");
            }
            PhoneNumber number;
            try {
                number = PhoneNumber.ofE164(first);
            } catch (IllegalArgumentException e) {
                throw new CommandException("--first: " + e.getMessage() + ".", e);
            }
            long start = Long.parseLong(number.digits());
            if (start > LARGEST_NUMBER - (count - 1)) {
                throw new CommandException("--count: the numbers from " + first
                        + " on would exceed 15 digits, the most that E.164 allows.");
            }
            return start;
        }
    }

    /** Which accounts; the parser sees to it that one of the two is there. */
    static final class Which {
        @ArgGroup(exclusive = false)
        @Nullable
        Range range;

        @Option(
                names = "--csv",
                paramLabel = "FILE",
                required = true,
                description = "A CSV file that names the numbers, 10,000 at most.")
        @Nullable
        Path csv;
    }

    @Mixin
    private final OperatorOptions operator = new OperatorOptions();

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The CSV file to create (mode 600), with the header phone,credential.")
    private Path out = Path.of("creds.csv");

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (which.csv != null) {
            file(which.csv);
        } else if (which.range != null) {
            range(which.range);
        }
        return 0;
    }

    private void file(Path csv) throws InterruptedException {
        byte[] devices = DeviceChoice.read(csv);
        OperatorClient client = operator.client();
        try (CredentialFile credentials = CredentialFile.create(out)) {
            credentials.appendCsv(client.applyCsv("provision", devices));
        }
        print("Wrote the credentials of all devices in " + csv + " to " + out + ".");
    }

    private void range(Range range) throws InterruptedException {
        long start = range.start();
        OperatorClient client = operator.client();
        int written = 0;
        try (CredentialFile credentials = CredentialFile.create(out)) {
            while (written < range.count) {
                int batch = Math.min(OperatorClient.BATCH, range.count - written);
                credentials.append(lines(client.createAccounts(phones(start + written, batch))));
                written += batch;
            }
        } catch (CommandException e) {
            throw written == 0 ? e : partial(e, written, range.count);
        }
        print("Wrote " + range.count + " credentials to " + out + ".");
    }

    private static List<PhoneNumber> phones(long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(number -> PhoneNumber.ofDigits(Long.toString(number)))
                .toList();
    }

    private static String lines(JsonNode accounts) {
        StringBuilder lines = new StringBuilder();
        for (JsonNode account : accounts) {
            lines.append(account.path("phone").asText())
                    .append(',')
                    .append(account.path("credential").asText())
                    .append('\n');
        }
        return lines.toString();
    }

    /** What was created is not given up: its credentials are known nowhere else. */
    private CommandException partial(CommandException failure, int written, int count) {
        return new CommandException(
                failure.getMessage() + " " + written + " of " + count + " accounts were created and are in " + out
                        + ".",
                failure);
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }
}
