package dev.doubletick.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.protocol.PhoneNumber;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates a range of accounts without SMS and writes their credentials to a CSV file. */
@Command(
        name = "provision",
        description = "Creates accounts without SMS, for devices and load tests. An account that exists gets a new"
                + " credential.")
final class ProvisionCommand implements Callable<Integer> {

    private static final long LARGEST_NUMBER = 999_999_999_999_999L;

    @Option(names = "--http", paramLabel = "URL", required = true, description = "The registration service.")
    private String http = "";

    @Option(
            names = "--operator-token",
            paramLabel = "FILE",
            required = true,
            description = "The file with the operator token; 'up' makes one in its data folder.")
    private Path operatorToken = Path.of("operator-token");

    @Option(names = "--count", paramLabel = "N", required = true, description = "How many accounts.")
    private int count;

    @Option(
            names = "--first",
            paramLabel = "+NUMBER",
            required = true,
            description = "The first phone number; the others follow it.")
    private String first = "";

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
        long start = start();
        OperatorClient client = new OperatorClient(service(), token());
        int written = 0;
        try (BufferedWriter csv = create()) {
            csv.write("phone,credential\n");
            while (written < count) {
                int batch = Math.min(OperatorClient.BATCH, count - written);
                write(csv, client.createAccounts(phones(start + written, batch)));
                written += batch;
            }
        } catch (CommandException e) {
            throw written == 0 ? withoutFile(e) : partial(e, written);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException("The file " + out + " exists already.", e);
        } catch (IOException e) {
            throw new CommandException("The file " + out + " cannot be written: " + e + ".", e);
        }
        spec.commandLine().getOut().println("Wrote " + count + " credentials to " + out + ".");
        return 0;
    }

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
            throw new CommandException(
                    "--count: the numbers from " + first + " on would exceed 15 digits, the most that E.164 allows.");
        }
        return start;
    }

    private URI service() {
        try {
            URI service = new URI(http);
            if (List.of("http", "https").contains(service.getScheme()) && service.getHost() != null) {
                return service;
            }
        } catch (URISyntaxException e) {
            throw new CommandException("--http must be a URL such as http://127.0.0.1:8080, not " + http + ".", e);
        }
        throw new CommandException("--http must be a URL such as http://127.0.0.1:8080, not " + http + ".");
    }

    private String token() {
        String token;
        try {
            token = Files.readString(operatorToken).strip();
        } catch (IOException e) {
            throw new CommandException("The operator token file " + operatorToken + " cannot be read: " + e + ".", e);
        }
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new CommandException("The file " + operatorToken + " does not hold an operator token.");
        }
        return token;
    }

    private BufferedWriter create() throws IOException {
        Files.createFile(out, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.newBufferedWriter(out, StandardCharsets.US_ASCII);
    }

    private static List<PhoneNumber> phones(long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(number -> PhoneNumber.ofDigits(Long.toString(number)))
                .toList();
    }

    private static void write(BufferedWriter csv, JsonNode accounts) throws IOException {
        for (JsonNode account : accounts) {
            csv.write(account.path("phone").asText() + ","
                    + account.path("credential").asText() + "\n");
        }
        csv.flush();
    }

    private CommandException withoutFile(CommandException failure) {
        try {
            Files.deleteIfExists(out);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** What was created is not given up: its credentials are known nowhere else. */
    private CommandException partial(CommandException failure, int written) {
        return new CommandException(
                failure.getMessage() + " " + written + " of " + count + " accounts were created and are in " + out
                        + ".",
                failure);
    }
}
