package dev.doubletick.standalone.cli;

import picocli.CommandLine.Option;

/** What every command understands. The parser acts on it. */
final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    boolean requested;
}
