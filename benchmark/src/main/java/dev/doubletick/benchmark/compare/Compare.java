package dev.doubletick.benchmark.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.doubletick.benchmark.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads the JSON results of several runs, in the order in which they ran, and writes one comparison. */
@Command(name = "compare", description = "Puts the results of bench --json side by side: medians, and ratios to ours.")
public final class Compare implements Callable<Integer> {

    @Option(names = "--ours", required = true, description = "The server that the others are compared with.")
    private String ours = "";

    @Option(names = "--markdown", required = true, paramLabel = "FILE", description = "Where the table goes.")
    private Path markdown = Path.of("");

    @Option(names = "--json", required = true, paramLabel = "FILE", description = "Where the numbers go.")
    private Path json = Path.of("");

    @Parameters(arity = "1..*", paramLabel = "RESULT", description = "Files written by bench --json.")
    private List<Path> results = List.of();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Compare()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Report> reports = new ArrayList<>();
        for (Path result : results) {
            reports.add(Report.read(result));
        }
        Comparison comparison = Comparison.of(ours, reports);
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), comparison);
        String table = Markdown.of(comparison);
        Files.writeString(markdown, table);
        System.out.print(table);
        boolean clean = comparison.servers().values().stream()
                .allMatch(server -> server.violations().isEmpty());
        return clean ? 0 : 1;
    }
}
