package dev.doubletick.registration.verification.text;

import java.util.Set;

/**
 * The apps that a text may be made for. Somebody else's hash would let their app, on the victim's phone, read the code without
 * asking; somebody else's domain would put a link into our text. So only what the operator lists is sent.
 *
 * @param androidAppHashes see {@link CodeFormat.Android}
 * @param iosDomains see {@link CodeFormat.Ios}
 * @param any whether also all others are sent: for trials, where no text reaches a phone
 */
public record CodeFormats(Set<String> androidAppHashes, Set<String> iosDomains, boolean any) {

    /** Plain texts only. */
    public static final CodeFormats NONE = new CodeFormats(Set.of(), Set.of(), false);

    /** Whatever is asked for. */
    public static final CodeFormats ANY = new CodeFormats(Set.of(), Set.of(), true);

    /** @throws IllegalArgumentException if a hash or a domain is none; the message names it */
    public CodeFormats {
        for (String hash : androidAppHashes) {
            if (!CodeFormat.Android.isHash(hash)) {
                throw new IllegalArgumentException("an Android app hash has 11 characters of base64, unlike " + hash);
            }
        }
        for (String domain : iosDomains) {
            if (!CodeFormat.Ios.isDomain(domain)) {
                throw new IllegalArgumentException("not a domain in small letters: " + domain);
            }
        }
        androidAppHashes = Set.copyOf(androidAppHashes);
        iosDomains = Set.copyOf(iosDomains);
    }

    /** Whether a text may be made for this. */
    public boolean allows(CodeFormat format) {
        if (format instanceof CodeFormat.Android android) {
            return any || androidAppHashes.contains(android.appHash());
        }
        if (format instanceof CodeFormat.Ios ios) {
            return any || iosDomains.contains(ios.domain());
        }
        return true;
    }
}
