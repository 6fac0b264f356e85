package dev.doubletick.operator;

import picocli.CommandLine.Option;

/** What every command understands. The parser acts on it. */
public final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    boolean requested;
}
