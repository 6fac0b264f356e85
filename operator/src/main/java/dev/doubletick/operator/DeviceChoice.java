package dev.doubletick.operator;

import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which devices a command is about: one, or all that a CSV file names. */
final class DeviceChoice {

    /** The parser sees to it that one of the two is there. */
    static final class Alternatives {
        @Option(
                names = "--phone",
                paramLabel = "+NUMBER",
                converter = PhoneConverter.class,
                required = true,
                description = "The device with this number.")
        @Nullable
        PhoneNumber phone;

        @Option(
                names = "--csv",
                paramLabel = "FILE",
                required = true,
                description = "All devices that this CSV file names.")
        @Nullable
        Path csv;
    }

    @ArgGroup(multiplicity = "1")
    Alternatives alternatives = new Alternatives();

    /** What is done to one device. */
    interface One {
        void act(PhoneNumber phone) throws InterruptedException;
    }

    /** What is done with a file, all of it or nothing. */
    interface Many {
        void act(byte[] csv) throws InterruptedException;
    }

    /** Does what fits the choice, and answers the devices in words. */
    String act(One one, Many many) throws InterruptedException {
        if (alternatives.phone != null) {
            one.act(alternatives.phone);
            return "of " + alternatives.phone.e164();
        }
        if (alternatives.csv != null) {
            many.act(read(alternatives.csv));
            return "of all devices in " + alternatives.csv;
        }
        throw new CommandException("Say which devices: --phone or --csv.");
    }

    /** @throws CommandException if the file cannot be read */
    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandException("The file " + file + " cannot be read: " + e + ".", e);
        }
    }
}
