package dev.doubletick.registration;

import static dev.doubletick.registration.Environment.checked;

import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.LogSender;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.failover.FailoverSender;
import dev.doubletick.registration.verification.sender.failover.HealthPolicy;
import dev.doubletick.registration.verification.sender.failover.NamedSender;
import dev.doubletick.registration.verification.sender.http.GatewayTemplate;
import dev.doubletick.registration.verification.sender.http.HttpGatewaySender;
import dev.doubletick.registration.verification.sender.http.TwilioConfig;
import dev.doubletick.registration.verification.sender.http.TwilioSender;
import dev.doubletick.registration.verification.sender.smpp.SmppConfig;
import dev.doubletick.registration.verification.sender.smpp.SmppSender;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who brings codes to phones, from environment variables.
 *
 * <table>
 * <caption>Variables</caption>
 * <tr><th>variable</th><th>default</th><th>meaning</th></tr>
 * <tr><td>DOUBLETICK_SENDERS</td><td>http</td><td>in the order in which they are tried, separated by commas: http, http-2,
 *     twilio, smpp, log</td></tr>
 * <tr><td>DOUBLETICK_PROFILE</td><td>production</td><td>dev allows the sender log, which writes codes to the log</td></tr>
 * <tr><td>DOUBLETICK_SMS_GATEWAY_URL</td><td>with http</td><td>may hold places such as {to}; see {@link GatewayTemplate}. All of
 *     these exist once more with 2_ after GATEWAY_, for http-2</td></tr>
 * <tr><td>DOUBLETICK_SMS_GATEWAY_METHOD</td><td>POST</td><td>or PUT, or GET</td></tr>
 * <tr><td>DOUBLETICK_SMS_GATEWAY_CONTENT_TYPE</td><td>application/json</td><td>or a form, XML, plain text</td></tr>
 * <tr><td>DOUBLETICK_SMS_GATEWAY_BODY</td><td>{"to":"{to}","text":"{text}"}</td><td>with places</td></tr>
 * <tr><td>DOUBLETICK_SMS_GATEWAY_SUCCESS</td><td>none</td><td>regular expression for the answer's body</td></tr>
 * <tr><td>DOUBLETICK_SMS_GATEWAY_CHANNELS</td><td>sms</td><td>sms, voice or both</td></tr>
 * <tr><td>DOUBLETICK_SMS_GATEWAY_AUTHORIZATION, …_FILE</td><td>none</td><td>Authorization header for it</td></tr>
 * <tr><td>DOUBLETICK_SMS_GATEWAY_TIMEOUT_SECONDS</td><td>10</td><td>for one message</td></tr>
 * <tr><td>DOUBLETICK_TWILIO_ACCOUNT_SID</td><td>with twilio</td><td></td></tr>
 * <tr><td>DOUBLETICK_TWILIO_AUTH_TOKEN, …_FILE</td><td>with twilio</td><td></td></tr>
 * <tr><td>DOUBLETICK_TWILIO_FROM</td><td>with twilio</td><td>number, name or messaging service</td></tr>
 * <tr><td>DOUBLETICK_TWILIO_CALLS_FROM</td><td>none</td><td>number; without it there are no calls</td></tr>
 * <tr><td>DOUBLETICK_SMPP_ADDRESS</td><td>with smpp</td><td>host:port</td></tr>
 * <tr><td>DOUBLETICK_SMPP_TLS</td><td>false</td><td>true or false</td></tr>
 * <tr><td>DOUBLETICK_SMPP_SYSTEM_ID</td><td>with smpp</td><td></td></tr>
 * <tr><td>DOUBLETICK_SMPP_PASSWORD, …_FILE</td><td>with smpp</td><td></td></tr>
 * <tr><td>DOUBLETICK_SMPP_SYSTEM_TYPE</td><td>empty</td><td></td></tr>
 * <tr><td>DOUBLETICK_SMPP_SOURCE</td><td>with smpp</td><td>the sender that phones show</td></tr>
 * </table>
 */
public final class SenderEnvironment {

    /** What one sender may take. Two of them fit into what the service waits for. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Environment variables;

    /** @param variables with those of the table above */
    public SenderEnvironment(Environment variables) {
        this.variables = variables;
    }

    /**
     * The sender, all in one.
     *
     * @return the caller's to close
     * @throws IllegalArgumentException if something is missing or wrong; the message names the variable
     */
    public VerificationCodeSender sender(Clock clock) {
        List<String> names = variables.list("DOUBLETICK_SENDERS");
        List<NamedSender> senders = new ArrayList<>();
        for (String name : names.isEmpty() ? List.of("http") : names) {
            senders.add(new NamedSender(name, named(name)));
        }
        return new FailoverSender(senders, PATIENCE, HealthPolicy.DEFAULT, clock);
    }

    private VerificationCodeSender named(String name) {
        return switch (name) {
            case "http" -> http("DOUBLETICK_SMS_GATEWAY_");
            case "http-2" -> http("DOUBLETICK_SMS_GATEWAY_2_");
            case "twilio" -> twilio();
            case "smpp" -> smpp();
            case "log" -> log();
            default ->
                throw new IllegalArgumentException(
                        "DOUBLETICK_SENDERS: a sender is http, http-2, twilio, smpp or log, not " + name);
        };
    }

    private LogSender log() {
        String profile = variables.optional("DOUBLETICK_PROFILE").orElse("production");
        if (!profile.equals("dev")) {
            throw new IllegalArgumentException(
                    "DOUBLETICK_SENDERS: the sender log writes codes to the log, which only the"
                            + " DOUBLETICK_PROFILE dev allows, not " + profile);
        }
        return new LogSender();
    }

    private HttpGatewaySender http(String prefix) {
        String url = variables.required(prefix + "URL");
        GatewayTemplate json = checked(prefix + "URL", () -> GatewayTemplate.json(url));
        GatewayTemplate template = checked(
                prefix + "…",
                () -> new GatewayTemplate(
                        variables.optional(prefix + "METHOD").orElse(json.method()),
                        url,
                        variables.optional(prefix + "CONTENT_TYPE").orElse(json.contentType()),
                        variables.optional(prefix + "BODY").orElse(json.body()),
                        variables.optional(prefix + "SUCCESS").map(Pattern::compile)));
        int seconds = variables.number(prefix + "TIMEOUT_SECONDS", (int) PATIENCE.toSeconds());
        if (seconds < 1) {
            throw new IllegalArgumentException(prefix + "TIMEOUT_SECONDS must be 1 or more");
        }
        return new HttpGatewaySender(
                template,
                variables.secret(prefix + "AUTHORIZATION"),
                Duration.ofSeconds(seconds),
                channels(prefix + "CHANNELS"));
    }

    private Set<Channel> channels(String name) {
        List<String> channels = variables.list(name);
        return channels.isEmpty()
                ? Set.of(Channel.SMS)
                : channels.stream()
                        .map(channel -> Channel.ofName(channel)
                                .orElseThrow(() ->
                                        new IllegalArgumentException(name + " has sms, voice or both, not " + channel)))
                        .collect(Collectors.toSet());
    }

    private TwilioSender twilio() {
        Optional<String> api = variables.optional("DOUBLETICK_TWILIO_API");
        URI uri =
                api.map(text -> Environment.uri("DOUBLETICK_TWILIO_API", text)).orElse(TwilioConfig.API);
        return new TwilioSender(checked(
                "DOUBLETICK_TWILIO_ACCOUNT_SID",
                () -> new TwilioConfig(
                        uri,
                        variables.required("DOUBLETICK_TWILIO_ACCOUNT_SID"),
                        variables.requiredSecret("DOUBLETICK_TWILIO_AUTH_TOKEN", token -> token),
                        variables.required("DOUBLETICK_TWILIO_FROM"),
                        variables.optional("DOUBLETICK_TWILIO_CALLS_FROM"),
                        PATIENCE)));
    }

    private SmppSender smpp() {
        String address = variables.required("DOUBLETICK_SMPP_ADDRESS");
        URI uri = Environment.uri("DOUBLETICK_SMPP_ADDRESS", "smpp://" + address);
        if (uri.getHost() == null || uri.getPort() < 1) {
            throw new IllegalArgumentException("DOUBLETICK_SMPP_ADDRESS must be host:port, not " + address);
        }
        return new SmppSender(checked(
                "DOUBLETICK_SMPP_…",
                () -> new SmppConfig(
                        uri.getHost(),
                        uri.getPort(),
                        variables
                                .optional("DOUBLETICK_SMPP_TLS")
                                .orElse("false")
                                .equals("true"),
                        variables.required("DOUBLETICK_SMPP_SYSTEM_ID"),
                        variables.requiredSecret("DOUBLETICK_SMPP_PASSWORD", password -> password),
                        variables.optional("DOUBLETICK_SMPP_SYSTEM_TYPE").orElse(""),
                        variables.required("DOUBLETICK_SMPP_SOURCE"),
                        PATIENCE)));
    }
}
