package dev.doubletick.registration.verification;

import dev.doubletick.registration.verification.number.NumberPolicy;
import dev.doubletick.registration.verification.proof.ProofGate;
import dev.doubletick.registration.verification.proof.ProofOfWork;
import dev.doubletick.registration.verification.text.CodeFormats;
import java.util.Optional;

/**
 * What an operator decides about verification.
 *
 * @param policy times and tries
 * @param limits how many codes may be asked for
 * @param numbers which numbers get one
 * @param formats the apps that texts may be made for
 * @param appName what people know the app as
 * @param trustedProxies how many proxies stand before the service
 * @param proofBits work that is asked for when a limit is nearly used up; 0: none
 * @param captcha is asked for in place of work
 */
public record VerificationSettings(
        VerificationPolicy policy,
        VerificationLimits limits,
        NumberPolicy numbers,
        CodeFormats formats,
        String appName,
        int trustedProxies,
        int proofBits,
        Optional<ProofGate> captcha) {

    private static final String APP_NAME = "Doubletick";

    /** Made for the internet. */
    public static final VerificationSettings DEFAULT = new VerificationSettings(
            VerificationPolicy.DEFAULT,
            VerificationLimits.DEFAULT,
            NumberPolicy.DEFAULT,
            CodeFormats.NONE,
            APP_NAME,
            0,
            0,
            Optional.empty());

    /** Made for trials, where no text reaches a phone and costs nothing. */
    public static final VerificationSettings TRIAL = new VerificationSettings(
            VerificationPolicy.DEFAULT,
            VerificationLimits.WIDE,
            NumberPolicy.DEFAULT,
            CodeFormats.ANY,
            APP_NAME,
            0,
            0,
            Optional.empty());

    /** @throws IllegalArgumentException if a value cannot be used; the message says which */
    public VerificationSettings {
        if (trustedProxies < 0) {
            throw new IllegalArgumentException("the number of trusted proxies must be 0 or more");
        }
        if (proofBits < 0 || proofBits > ProofOfWork.MAX_BITS) {
            throw new IllegalArgumentException("a proof of work has 0 to " + ProofOfWork.MAX_BITS + " bits");
        }
    }

    /** With other times and tries. */
    public VerificationSettings withPolicy(VerificationPolicy other) {
        return new VerificationSettings(other, limits, numbers, formats, appName, trustedProxies, proofBits, captcha);
    }

    /** With other limits. */
    public VerificationSettings withLimits(VerificationLimits other) {
        return new VerificationSettings(policy, other, numbers, formats, appName, trustedProxies, proofBits, captcha);
    }

    /** With other rules for numbers. */
    public VerificationSettings withNumbers(NumberPolicy other) {
        return new VerificationSettings(policy, limits, other, formats, appName, trustedProxies, proofBits, captcha);
    }

    /** With work to be done when a limit is nearly used up. */
    public VerificationSettings withProofBits(int other) {
        return new VerificationSettings(policy, limits, numbers, formats, appName, trustedProxies, other, captcha);
    }

    /** With other apps that texts may be made for. */
    public VerificationSettings withFormats(CodeFormats other) {
        return new VerificationSettings(policy, limits, numbers, other, appName, trustedProxies, proofBits, captcha);
    }

    /** Behind so many proxies. */
    public VerificationSettings withTrustedProxies(int other) {
        return new VerificationSettings(policy, limits, numbers, formats, appName, other, proofBits, captcha);
    }

    Optional<ProofGate> gate(OtpKey key) {
        if (captcha.isPresent() || proofBits == 0) {
            return captcha;
        }
        return Optional.of(new ProofOfWork(key.derive("proof-of-work"), proofBits));
    }
}
