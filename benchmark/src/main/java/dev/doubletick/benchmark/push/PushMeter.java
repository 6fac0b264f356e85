package dev.doubletick.benchmark.push;

import dev.doubletick.benchmark.traffic.LoadException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the push service's own metrics. Blocking. */
public final class PushMeter {

    private static final String LATENCY = "doubletick_push_message_to_acceptance_seconds{wakeup=\"first\",quantile=\"";

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;

    public PushMeter(Services services) {
        request = HttpRequest.newBuilder(services.http().resolve("/v1/operator/metrics"))
                .header("Authorization", "Bearer " + services.operatorToken())
                .build();
    }

    /** The metrics at one time. */
    public record Reading(String text) {

        /** How many pushes providers have accepted. */
        public long accepted() {
            Matcher matcher = Pattern.compile("(?m)^doubletick_push_accepted_total\\{[^}]*} (\\S+)$")
                    .matcher(text);
            double sum = 0;
            while (matcher.find()) {
                sum += Double.parseDouble(matcher.group(1));
            }
            return Math.round(sum);
        }

        /** From the message to the provider's acceptance, in seconds, of the last two minutes. */
        public double latency(String quantile) {
            int at = text.indexOf(LATENCY + quantile + "\"} ");
            if (at < 0) {
                throw new LoadException("the push service has measured nothing");
            }
            int from = text.indexOf("} ", at) + 2;
            return Double.parseDouble(text.substring(from, text.indexOf('\n', from)));
        }
    }

    public Reading read() throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new LoadException("the registration service shows no metrics: " + answer.statusCode());
        }
        return new Reading(answer.body());
    }
}
