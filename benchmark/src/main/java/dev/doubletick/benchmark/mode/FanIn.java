package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Traffic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many phones write to one. */
@Command(name = "fan-in", description = "Many connected phones write to one connected phone.")
public final class FanIn extends Talk {

    @Option(names = "--senders", defaultValue = "1000", description = "How many write. Default: ${DEFAULT-VALUE}")
    int senders;

    public FanIn() {
        super(2, 3);
    }

    @Override
    public String name() {
        return "fan-in";
    }

    @Override
    int phones() {
        require(senders >= 1, "--senders must be at least 1");
        return senders + 1;
    }

    @Override
    void assign(Traffic traffic) {
        Quotas quotas = new Quotas(messages, senders);
        for (int i = 0; i < senders; i++) {
            traffic.converse(i + 1, 0, quotas.of(i));
        }
    }

    @Override
    void describe(Result.Builder result) {
        result.setting("senders", senders);
    }
}
