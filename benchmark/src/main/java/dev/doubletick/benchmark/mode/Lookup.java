package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.report.Measures;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.stack.ContactLookups;
import dev.doubletick.benchmark.stack.ContactLookups.Outcome;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One phone after the other asks which numbers of an address book are registered. */
@Command(name = "lookup", description = "Address books, one at a time: how long it takes to find who is registered.")
public final class Lookup extends Mode {

    @Option(names = "--numbers", defaultValue = "2000", description = "Numbers in a book. Default: ${DEFAULT-VALUE}")
    int numbers = 2_000;

    @Option(
            names = "--registered",
            defaultValue = "500",
            description = "How many of these are registered. Default: ${DEFAULT-VALUE}")
    int registered = 500;

    @Option(names = "--rounds", defaultValue = "200", description = "Measured lookups. Default: ${DEFAULT-VALUE}")
    int rounds = 200;

    @Option(names = "--warmup", defaultValue = "100", description = "Lookups before that. Default: ${DEFAULT-VALUE}")
    int warmup = 100;

    @Override
    public String name() {
        return "lookup";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(
                registered >= 1 && registered <= numbers,
                "--registered must be at least 1, and at most as many as --numbers");
        List<Account> accounts = arena.accounts(registered);
        URI http = arena.requireHttp();
        List<String> book = book(accounts);
        ContactLookups lookups = new ContactLookups(http, book, "DE");
        long wrong = 0;
        for (int round = 0; round < warmup; round++) {
            wrong += lookups.ask(accounts.get(round % registered)).found() == registered ? 0 : 1;
        }
        Histogram nanos = new Histogram(3);
        for (int round = 0; round < rounds; round++) {
            Outcome outcome = lookups.ask(accounts.get(round % registered));
            nanos.recordValue(outcome.nanos());
            wrong += outcome.found() == registered ? 0 : 1;
        }
        Result.Builder result = result().setting("numbers", numbers)
                .setting("registered", registered)
                .setting("rounds", rounds)
                .setting("warmup", warmup);
        Measures.latency(result, "lookup", nanos);
        return result.violation("wrong_answers", wrong).build();
    }

    /** As people write them: the registered ones national, with punctuation; the others of a range that nobody has. */
    private List<String> book(List<Account> accounts) {
        List<String> book = new ArrayList<>(numbers);
        for (int n = 0; n < numbers; n++) {
            if (n < registered) {
                String digits = accounts.get(n).phone().digits();
                book.add(
                        digits.startsWith("49")
                                ? "0" + digits.substring(2, 5) + " " + digits.substring(5)
                                : "+" + digits);
            } else {
                book.add("0160/" + (10_000_000 + n));
            }
        }
        return book;
    }
}
