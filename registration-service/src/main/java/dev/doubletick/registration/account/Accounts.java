package dev.doubletick.registration.account;

import dev.doubletick.protocol.PhoneNumber;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Accounts in PostgreSQL. Every method runs inside the caller's transaction: who proves a number and what that gives must
 * be decided together. Brokers learn of a changed credential through the table's NOTIFY trigger, at commit.
 */
public final class Accounts {

    private final SecureRandom random;

    /** @param random where credentials come from */
    public Accounts(SecureRandom random) {
        this.random = random;
    }

    /** Creates the account if it is new, and gives its device a new credential; the old one is void at commit. */
    public DeviceCredential issueCredential(Handle transaction, PhoneNumber phone, Instant now) {
        return issueCredentials(transaction, List.of(phone), now)
                .values()
                .iterator()
                .next();
    }

    /**
     * The same for many phone numbers in two statements, whatever their count.
     *
     * @param phones a number that is in there twice gets one credential
     * @return a new credential for each number, in the order given
     */
    public Map<PhoneNumber, DeviceCredential> issueCredentials(
            Handle transaction, Collection<PhoneNumber> phones, Instant now) {
        Map<PhoneNumber, DeviceCredential> issued = new LinkedHashMap<>();
        for (PhoneNumber phone : phones) {
            issued.computeIfAbsent(phone, any -> DeviceCredential.random(random));
        }
        // In one order always, so that two batches with the same numbers wait for each other and never deadlock.
        List<Map.Entry<PhoneNumber, DeviceCredential>> sorted =
                issued.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        String[] numbers = sorted.stream().map(entry -> entry.getKey().e164()).toArray(String[]::new);
        String[] hashes = sorted.stream()
                .map(entry -> HexFormat.of().formatHex(entry.getValue().sha256()))
                .toArray(String[]::new);
        transaction
                .createUpdate("insert into account (phone, created_at)"
                        + " select phone, cast(:now as timestamptz) from unnest(:phones) as t (phone)"
                        // An update of nothing, because that waits for one who is just deleting the account.
                        + " on conflict (phone) do update set created_at = account.created_at")
                .bind("now", now)
                .bind("phones", numbers)
                .execute();
        transaction
                .createUpdate("insert into device_credential (phone, sha256, created_at)"
                        + " select phone, decode(hash, 'hex'), cast(:now as timestamptz) from unnest(:phones, :hashes) as t (phone, hash)"
                        + " on conflict (phone) do update"
                        + " set sha256 = excluded.sha256, created_at = excluded.created_at, id = excluded.id")
                .bind("now", now)
                .bind("phones", numbers)
                .bind("hashes", hashes)
                .execute();
        return issued;
    }
}
