package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Traffic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pairs of connected phones talk. */
@Command(name = "online", description = "Pairs of connected phones talk, both ways, in a closed loop.")
public final class Online extends Talk {

    @Option(
            names = "--phones",
            defaultValue = "200",
            description = "How many, an even number. Default: ${DEFAULT-VALUE}")
    int phones;

    public Online() {
        super(10, 5);
    }

    @Override
    public String name() {
        return "online";
    }

    @Override
    int phones() {
        require(phones >= 2 && phones % 2 == 0, "--phones must be even: phones talk in pairs");
        return phones;
    }

    @Override
    void assign(Traffic traffic) {
        Quotas quotas = new Quotas(messages, phones);
        for (int i = 0; i < phones; i++) {
            traffic.converse(i, i ^ 1, quotas.of(i));
        }
    }

    @Override
    void describe(Result.Builder result) {
        result.setting("phones", phones);
    }
}
