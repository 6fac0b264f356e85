package dev.doubletick.registration.verification.sender.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an operator's gateway wants its requests. URL and body may hold {@code {to}} (E.164 with the plus), {@code {digits}}
 * (without), {@code {text}}, {@code {code}}, {@code {channel}} ({@code sms} or {@code voice}) and {@code {language}} (such as
 * {@code de}). Each is escaped as its place wants: percent-encoded in a URL or a form, as the inside of a string in JSON, as text in
 * XML.
 *
 * @param method POST, PUT or GET; a GET has no body
 * @param url http or https
 * @param contentType of the body: JSON, a form, XML or plain text
 * @param body what is sent
 * @param success must be found in the answer's body too, for gateways that say 200 whatever happens
 */
public record GatewayTemplate(String method, String url, String contentType, String body, Optional<Pattern> success) {

    private static final Set<String> PLACES = Set.of("to", "digits", "text", "code", "channel", "language");
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");

    /** @throws IllegalArgumentException if it cannot work; the message says why */
    public GatewayTemplate {
        if (!Set.of("POST", "PUT", "GET").contains(method)) {
            throw new IllegalArgumentException("the method must be POST, PUT or GET, not " + method);
        }
        requireKnownPlaces(url);
        requireKnownPlaces(body);
        escaping(contentType);
        URI uri = URI.create(PLACE.matcher(url).replaceAll("0"));
        if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
            throw new IllegalArgumentException("a gateway has an http or https URL, unlike " + url);
        }
        if (!(url + body).contains("{text}") && !(url + body).contains("{code}")) {
            throw new IllegalArgumentException("neither {text} nor {code} is sent");
        }
    }

    /** {@code POST {"to":"+49…","text":"…"}}. */
    public static GatewayTemplate json(String url) {
        return new GatewayTemplate(
                "POST", url, "application/json", "{\"to\":\"{to}\",\"text\":\"{text}\"}", Optional.empty());
    }

    private static void requireKnownPlaces(String template) {
        Matcher matcher = PLACE.matcher(template);
        while (matcher.find()) {
            if (!PLACES.contains(matcher.group(1))) {
                throw new IllegalArgumentException("there is no " + matcher.group() + ", only " + PLACES);
            }
        }
    }

    URI uri(VerificationMessage message) {
        return URI.create(filled(url, message, GatewayTemplate::percentEncoded));
    }

    String body(VerificationMessage message) {
        return filled(body, message, escaping(contentType));
    }

    /** In one pass: what is filled in is not looked at again. */
    private static String filled(String template, VerificationMessage message, UnaryOperator<String> escaping) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(escaping.apply(value(place.group(1), message))));
    }

    private static String value(String place, VerificationMessage message) {
        return switch (place) {
            case "to" -> message.to().e164();
            case "digits" -> message.to().digits();
            case "text" -> message.text();
            case "code" -> message.code();
            case "channel" -> message.channel().text();
            default -> message.language().toLanguageTag();
        };
    }

    private static UnaryOperator<String> escaping(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (type.equals("application/json") || type.endsWith("+json")) {
            return text -> new String(JsonStringEncoder.getInstance().quoteAsString(text));
        }
        if (type.equals("application/x-www-form-urlencoded")) {
            return GatewayTemplate::percentEncoded;
        }
        if (type.equals("application/xml") || type.equals("text/xml") || type.endsWith("+xml")) {
            return GatewayTemplate::xmlEscaped;
        }
        if (type.equals("text/plain")) {
            return UnaryOperator.identity();
        }
        throw new IllegalArgumentException(
                "the content type must be JSON, a form, XML or plain text, not " + contentType);
    }

    private static String percentEncoded(String text) {
        // Of a space URLEncoder makes a plus, which only forms read as one.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String xmlEscaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }
}
