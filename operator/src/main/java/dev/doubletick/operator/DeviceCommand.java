package dev.doubletick.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an operator does to devices that there are. */
@Command(
        name = "device",
        description = "Shows and changes devices that were provisioned: one, or all that a CSV file names.",
        footer = {
            "",
            "A CSV file has a header with the column phone and, for 'allow', allowed_recipients: numbers",
            "with spaces between them, anybody, or nobody. If a line is wrong, each that is wrong is named",
            "and nothing is done. More on a command: ./doubletick device COMMAND --help"
        })
public final class DeviceCommand implements Runnable {

    /** Whom to allow; the parser sees to it that there is at most one of them. */
    static final class Recipients {
        @Option(
                names = "--to",
                paramLabel = "+NUMBER",
                split = ",",
                converter = PhoneConverter.class,
                required = true,
                description = "These numbers and no others.")
        List<PhoneNumber> to = new ArrayList<>();

        @Option(names = "--nobody", required = true, description = "It may only receive.")
        boolean nobody;

        @Option(names = "--anybody", required = true, description = "As without a list.")
        boolean anybody;
    }

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What is to be done?");
    }

    @Command(description = "Shows since when there is a device, and whom it may write to.")
    int show(
            @Mixin OperatorOptions operator,
            @Option(
                            names = "--phone",
                            paramLabel = "+NUMBER",
                            converter = PhoneConverter.class,
                            required = true,
                            description = "The device with this number.")
                    PhoneNumber phone,
            @Mixin HelpOption helpOption)
            throws InterruptedException {
        JsonNode account = operator.client().show(phone);
        JsonNode issued = account.path("credentialIssuedAt");
        print("phone       " + account.path("phone").asText());
        print("created     " + account.path("createdAt").asText());
        print("credential  " + (issued.isTextual() ? "issued " + issued.asText() : "none, it cannot connect"));
        print("may write   " + recipients(account.path("allowedRecipients")));
        return 0;
    }

    private static String recipients(JsonNode list) {
        if (!list.isArray()) {
            return "to anybody";
        }
        return list.isEmpty()
                ? "to nobody"
                : StreamSupport.stream(list.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" ", "to ", ""));
    }

    @Command(description = "Gives devices a new credential. The old one is void at once.")
    int rotate(
            @Mixin OperatorOptions operator,
            @Mixin DeviceChoice devices,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            required = true,
                            description = "The CSV file to create (mode 600), with the header phone,credential.")
                    Path out,
            @Mixin HelpOption helpOption)
            throws InterruptedException {
        OperatorClient client = operator.client();
        String which;
        try (CredentialFile credentials = CredentialFile.create(out)) {
            which = devices.act(
                    phone -> credentials.append(phone.e164() + "," + client.rotate(phone) + "\n"),
                    csv -> credentials.appendCsv(client.applyCsv("rotate", csv)));
        }
        print("The new credentials " + which + " are in " + out + ".");
        return 0;
    }

    @Command(
            description =
                    "Takes the credential of devices away: they are cut off within a second, and stay registered.")
    int revoke(@Mixin OperatorOptions operator, @Mixin DeviceChoice devices, @Mixin HelpOption helpOption)
            throws InterruptedException {
        OperatorClient client = operator.client();
        String which = devices.act(client::revoke, csv -> client.applyCsv("revoke", csv));
        print("The credentials " + which + " are revoked.");
        return 0;
    }

    @Command(description = "Sets whom devices may write to, within a second. A CSV file says it line by line.")
    int allow(
            @Mixin OperatorOptions operator,
            @Mixin DeviceChoice devices,
            @ArgGroup @Nullable Recipients recipients,
            @Mixin HelpOption helpOption)
            throws InterruptedException {
        if ((recipients == null) != (devices.alternatives.phone == null)) {
            throw new ParameterException(
                    spec.subcommands().get("allow"),
                    "With --phone, say one of --to, --anybody and --nobody; with --csv, none of them.");
        }
        OperatorClient client = operator.client();
        String which = devices.act(phone -> allow(client, phone, recipients), csv -> client.applyCsv("allow", csv));
        print("The lists " + which + " are set.");
        return 0;
    }

    private static void allow(OperatorClient client, PhoneNumber phone, @Nullable Recipients recipients)
            throws InterruptedException {
        if (recipients == null || recipients.anybody) {
            client.allowAnybody(phone);
        } else {
            client.allow(phone, recipients.to);
        }
    }

    @Command(description = "Deletes the account of a device, with all that belongs to it.")
    int delete(
            @Mixin OperatorOptions operator,
            @Option(
                            names = "--phone",
                            paramLabel = "+NUMBER",
                            converter = PhoneConverter.class,
                            required = true,
                            description = "The device with this number.")
                    PhoneNumber phone,
            @Mixin HelpOption helpOption)
            throws InterruptedException {
        operator.client().delete(phone);
        print("The account " + phone.e164() + " is deleted.");
        return 0;
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }
}
