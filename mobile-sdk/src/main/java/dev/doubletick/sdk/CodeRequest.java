package dev.doubletick.sdk;

import java.util.Objects;
import java.util.Optional;

/**
 * How a code is to reach the phone. An immutable value: the methods that change something answer a new one.
 *
 * <pre>{@code phone.register("+4915112345678", CodeRequest.bySms().forAndroid(appHash));}</pre>
 */
public final class CodeRequest {

    private final String channel;
    private final Optional<String> appHash;
    private final Optional<String> domain;
    private final Optional<String> language;
    private final Optional<String> proof;

    private CodeRequest(
            String channel,
            Optional<String> appHash,
            Optional<String> domain,
            Optional<String> language,
            Optional<String> proof) {
        this.channel = channel;
        this.appHash = appHash;
        this.domain = domain;
        this.language = language;
        this.proof = proof;
    }

    /** A text message. */
    public static CodeRequest bySms() {
        return new CodeRequest("sms", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A call that says the code: for landlines, and for when the SMS does not come. */
    public static CodeRequest byVoice() {
        return new CodeRequest("voice", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * An SMS that Android's SMS Retriever hands to the app without a permission.
     *
     * @param hash the app's, 11 characters, made of its package name and signing certificate
     */
    public CodeRequest forAndroid(String hash) {
        return new CodeRequest(channel, Optional.of(hash), Optional.empty(), language, proof);
    }

    /**
     * An SMS that iOS fills in only where it belongs (domain-bound codes).
     *
     * @param associated the app's associated domain
     */
    public CodeRequest forIos(String associated) {
        return new CodeRequest(channel, Optional.empty(), Optional.of(associated), language, proof);
    }

    /**
     * The language of the text, in place of the device's.
     *
     * @param tag as in BCP 47, {@code pt-BR} say
     */
    public CodeRequest language(String tag) {
        return new CodeRequest(channel, appHash, domain, Optional.of(tag), proof);
    }

    /**
     * Something that shows that there is a person, a captcha's answer say, if the server has asked for it (the problem {@code
     * proof-required}, whose {@linkplain ProblemException#member member} {@code proof} tells of which kind). Work that it asks for is
     * done by the SDK itself.
     */
    public CodeRequest proof(String text) {
        return new CodeRequest(channel, appHash, domain, language, Optional.of(text));
    }

    /** {@code sms} or {@code voice}. */
    public String channel() {
        return channel;
    }

    /** See {@link #forAndroid}. */
    public Optional<String> appHash() {
        return appHash;
    }

    /** See {@link #forIos}. */
    public Optional<String> domain() {
        return domain;
    }

    /** See {@link #language(String)}. */
    public Optional<String> language() {
        return language;
    }

    /** See {@link #proof(String)}. */
    public Optional<String> proof() {
        return proof;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof CodeRequest)) {
            return false;
        }
        CodeRequest other = (CodeRequest) o;
        return channel.equals(other.channel)
                && appHash.equals(other.appHash)
                && domain.equals(other.domain)
                && language.equals(other.language)
                && proof.equals(other.proof);
    }

    @Override
    public int hashCode() {
        return Objects.hash(channel, appHash, domain, language, proof);
    }

    @Override
    public String toString() {
        return "a code by " + channel;
    }
}
