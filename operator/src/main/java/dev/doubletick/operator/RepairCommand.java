package dev.doubletick.operator;

import dev.doubletick.broker.mailbox.MailboxOpenException;
import dev.doubletick.broker.mailbox.rocksdb.MailboxRepair;
import dev.doubletick.broker.mailbox.rocksdb.RepairReport;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Saves what is readable of a damaged mailbox into a new one. */
@Command(
        name = "repair",
        description =
                "Saves what is readable of a damaged mailbox store. The damaged one is kept beside it. The broker must"
                        + " not be running.")
public final class RepairCommand implements Callable<Integer> {

    @Option(
            names = "--mailbox",
            paramLabel = "DIR",
            required = true,
            description =
                    "The store's folder: 'mailbox' in the data folder of 'up', 'doubletick-mailbox' in a broker's.")
    private Path mailbox = Path.of("mailbox");

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        LogFile.writeTo(mailbox.toAbsolutePath().resolveSibling("repair.log"));
        try {
            RepairReport report =
                    MailboxRepair.repair(RocksMailboxConfig.builder(mailbox).build(), Clock.systemUTC());
            spec.commandLine().getOut().println(report.summary());
            return 0;
        } catch (MailboxOpenException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException("The mailbox store could not be repaired: " + e.getMessage() + ".", e);
        }
    }
}
