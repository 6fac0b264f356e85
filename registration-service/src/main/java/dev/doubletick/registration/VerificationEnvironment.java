package dev.doubletick.registration;

import static dev.doubletick.registration.Environment.checked;

import dev.doubletick.registration.verification.VerificationLimits;
import dev.doubletick.registration.verification.VerificationPolicy;
import dev.doubletick.registration.verification.VerificationSettings;
import dev.doubletick.registration.verification.number.Country;
import dev.doubletick.registration.verification.number.NumberPolicy;
import dev.doubletick.registration.verification.number.NumberType;
import dev.doubletick.registration.verification.proof.Captcha;
import dev.doubletick.registration.verification.proof.ProofGate;
import dev.doubletick.registration.verification.text.CodeFormats;
import dev.doubletick.registration.verification.text.CodeTexts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who gets codes, from environment variables.
 *
 * <table>
 * <caption>Variables</caption>
 * <tr><th>variable</th><th>default</th><th>meaning</th></tr>
 * <tr><td>DOUBLETICK_TRUSTED_PROXIES</td><td>0</td><td>how many proxies stand before the service, each of which adds to
 *     X-Forwarded-For</td></tr>
 * <tr><td>DOUBLETICK_COUNTRIES_ALLOWED</td><td>all</td><td>ISO codes (DE) or calling codes (+49), separated by commas</td></tr>
 * <tr><td>DOUBLETICK_COUNTRIES_BLOCKED</td><td>none</td><td>the same; counts more than allowed</td></tr>
 * <tr><td>DOUBLETICK_NUMBER_TYPES_REFUSED</td><td>premium</td><td>fixed-line, premium, toll-free, voip, pager, forwarded; or
 *     none</td></tr>
 * <tr><td>DOUBLETICK_APP_NAME</td><td>Doubletick</td><td>as texts call the app</td></tr>
 * <tr><td>DOUBLETICK_ANDROID_APP_HASHES</td><td>none</td><td>for Android's SMS Retriever</td></tr>
 * <tr><td>DOUBLETICK_IOS_DOMAINS</td><td>none</td><td>for iOS's domain-bound codes</td></tr>
 * <tr><td>DOUBLETICK_PROOF_OF_WORK_BITS</td><td>0</td><td>work that is asked for near a limit; 0: none</td></tr>
 * <tr><td>DOUBLETICK_CAPTCHA_VERIFY_URL</td><td>none</td><td>a captcha's siteverify, in place of work</td></tr>
 * <tr><td>DOUBLETICK_CAPTCHA_SITE_KEY</td><td>with the URL</td><td>told to clients</td></tr>
 * <tr><td>DOUBLETICK_CAPTCHA_SECRET, …_FILE</td><td>with the URL</td><td>told to the captcha's maker</td></tr>
 * </table>
 */
final class VerificationEnvironment {

    private final Environment variables;

    VerificationEnvironment(Environment variables) {
        this.variables = variables;
    }

    /** @throws IllegalArgumentException if something is wrong; the message names the variable */
    VerificationSettings settings() {
        String appName = variables.optional("DOUBLETICK_APP_NAME").orElse(VerificationSettings.DEFAULT.appName());
        checked("DOUBLETICK_APP_NAME", () -> new CodeTexts(appName));
        return new VerificationSettings(
                VerificationPolicy.DEFAULT,
                VerificationLimits.DEFAULT,
                numbers(),
                formats(),
                appName,
                variables.number("DOUBLETICK_TRUSTED_PROXIES", 0),
                variables.number("DOUBLETICK_PROOF_OF_WORK_BITS", 0),
                captcha());
    }

    private NumberPolicy numbers() {
        return new NumberPolicy(
                countries("DOUBLETICK_COUNTRIES_ALLOWED"), countries("DOUBLETICK_COUNTRIES_BLOCKED"), refusedTypes());
    }

    private Set<String> countries(String name) {
        return checked(
                name,
                () -> variables.list(name).stream().map(Country::requireCode).collect(Collectors.toSet()));
    }

    private Set<NumberType> refusedTypes() {
        String name = "DOUBLETICK_NUMBER_TYPES_REFUSED";
        List<String> types = variables.list(name);
        if (types.isEmpty()) {
            return NumberPolicy.DEFAULT.refused();
        }
        if (types.equals(List.of("none"))) {
            return Set.of();
        }
        return checked(name, () -> types.stream().map(NumberType::ofName).collect(Collectors.toSet()));
    }

    private CodeFormats formats() {
        return checked(
                "DOUBLETICK_ANDROID_APP_HASHES, DOUBLETICK_IOS_DOMAINS",
                () -> new CodeFormats(
                        Set.copyOf(variables.list("DOUBLETICK_ANDROID_APP_HASHES")),
                        Set.copyOf(variables.list("DOUBLETICK_IOS_DOMAINS")),
                        false));
    }

    private Optional<ProofGate> captcha() {
        return variables
                .optional("DOUBLETICK_CAPTCHA_VERIFY_URL")
                .map(url -> new Captcha(
                        Environment.uri("DOUBLETICK_CAPTCHA_VERIFY_URL", url),
                        variables.required("DOUBLETICK_CAPTCHA_SITE_KEY"),
                        variables.requiredSecret("DOUBLETICK_CAPTCHA_SECRET", secret -> secret)));
    }
}
