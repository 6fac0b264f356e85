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

    /**
     * Creates accounts that are new, and gives their devices new credentials; the old ones are void at commit. One round trip,
     * whatever their count.
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
                .createQuery("select true from issue_credentials(:phones, :hashes, :now)")
                .bind("phones", numbers)
                .bind("hashes", hashes)
                .bind("now", now)
                .mapTo(Boolean.class)
                .one();
        return issued;
    }
}
