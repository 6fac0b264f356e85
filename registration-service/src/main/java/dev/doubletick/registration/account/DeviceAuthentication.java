package dev.doubletick.registration.account;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Tells which phone asks: HTTP Basic (RFC 7617), the user being its number in E.164 with the plus and the password its device
 * credential. Safe on any thread; blocks for one look-up by primary key.
 *
 * <p>An unknown number, one without a device and a wrong credential are answered alike, and take alike long.
 */
public final class DeviceAuthentication {

    private static final String BASIC = "Basic ";
    /** What an unknown number's credential is compared with: no credential is known to have this hash. */
    private static final byte[] NOBODY = new byte[DeviceCredential.HASH_BYTES];

    private final Jdbi jdbi;

    /** @param jdbi the migrated database */
    public DeviceAuthentication(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The phone that sent this request.
     *
     * @throws ProblemException unauthorized, with the challenge that RFC 9110 section 15.5.2 wants
     */
    public PhoneNumber require(Context ctx) {
        Presented presented = presented(ctx);
        return jdbi.withHandle(handle -> require(presented, handle, ""));
    }

    /**
     * The same inside a transaction, during which nobody can give the number to another device: for what cannot be undone.
     *
     * @throws ProblemException as {@link #require(Context)}
     */
    public PhoneNumber require(Context ctx, Handle transaction) {
        Presented presented = presented(ctx);
        // The account before its credential, in the order in which a new one is issued.
        transaction
                .createQuery("select phone from account where phone = :phone for update")
                .bind("phone", presented.phone().e164())
                .mapTo(String.class)
                .list();
        return require(presented, transaction, " for update");
    }

    private record Presented(PhoneNumber phone, String credential) {

        /** Without the credential. */
        @Override
        public String toString() {
            return "Presented[" + phone + "]";
        }
    }

    /**
     * Makes changes of one account wait for each other, until the transaction ends.
     *
     * @throws ProblemException unauthorized, if the account is gone
     */
    public static void lockAccount(Handle transaction, PhoneNumber phone) {
        boolean there = transaction
                .createQuery("select phone from account where phone = :phone for no key update")
                .bind("phone", phone.e164())
                .mapTo(String.class)
                .findOne()
                .isPresent();
        if (!there) {
            throw refusal();
        }
    }

    private static Presented presented(Context ctx) {
        return presented(Optional.ofNullable(ctx.header("Authorization")).orElse(""))
                .orElseThrow(DeviceAuthentication::refusal);
    }

    private static Optional<Presented> presented(String header) {
        // RFC 9110 section 11.1: the scheme's name is case-insensitive.
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        String pair;
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            pair = new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        if (colon < 1 || pair.charAt(0) != '+') {
            return Optional.empty();
        }
        return PhoneNumber.tryDigits(pair.substring(1, colon))
                .map(phone -> new Presented(phone, pair.substring(colon + 1)));
    }

    private static PhoneNumber require(Presented presented, Handle handle, String locking) {
        byte[] current = handle.createQuery("select sha256 from device_credential where phone = :phone" + locking)
                .bind("phone", presented.phone().e164())
                .mapTo(byte[].class)
                .findOne()
                .orElse(NOBODY);
        if (!MessageDigest.isEqual(current, DeviceCredential.sha256(presented.credential()))) {
            throw refusal();
        }
        return presented.phone();
    }

    /** That who asks is nobody, or nobody any more. */
    public static ProblemException refusal() {
        return new ProblemException(
                        Problem.UNAUTHORIZED,
                        "This needs the phone number (E.164 with the plus) and its device credential, as"
                                + " Authorization: Basic.")
                .withHeader("WWW-Authenticate", "Basic realm=\"doubletick\", charset=\"UTF-8\"");
    }
}
