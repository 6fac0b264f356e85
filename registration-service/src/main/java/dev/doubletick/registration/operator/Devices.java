package dev.doubletick.registration.operator;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.Accounts;
import dev.doubletick.registration.account.DeviceCredential;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What operators do to devices without SMS. Each call is one transaction: all of it happens or nothing does. Brokers learn of it
 * through the tables' NOTIFY triggers, at commit. Safe on any thread; blocks for the database.
 */
final class Devices {

    private final Jdbi jdbi;
    private final Accounts accounts;
    private final Clock clock;

    Devices(Jdbi jdbi, Accounts accounts, Clock clock) {
        this.jdbi = jdbi;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** What became of a batch: either some accounts were not there, and nothing was done, or there may be credentials. */
    record Outcome(List<DeviceLine> unknown, Map<PhoneNumber, DeviceCredential> credentials) {}

    /** @param lines each with a number of its own */
    Outcome apply(DeviceAction action, List<DeviceLine> lines) {
        Instant now = clock.instant();
        return jdbi.inTransaction(transaction -> apply(transaction, action, lines, now));
    }

    private Outcome apply(Handle transaction, DeviceAction action, List<DeviceLine> lines, Instant now) {
        List<PhoneNumber> phones = lines.stream().map(DeviceLine::phone).toList();
        if (action.needsAccount()) {
            Set<PhoneNumber> existing = DeviceTables.lockExisting(transaction, phones);
            if (existing.size() < phones.size()) {
                return new Outcome(
                        lines.stream()
                                .filter(line -> !existing.contains(line.phone()))
                                .toList(),
                        Map.of());
            }
        }
        Map<PhoneNumber, DeviceCredential> credentials =
                action.issuesCredential() ? accounts.issueCredentials(transaction, phones, now) : Map.of();
        if (action == DeviceAction.REVOKE) {
            DeviceTables.deleteCredentials(transaction, phones);
        }
        if (action.setsRecipients()) {
            DeviceTables.saveRecipients(transaction, lines);
        }
        return new Outcome(List.of(), credentials);
    }

    /** Empty if the number has no account. */
    Optional<DeviceTables.Device> find(PhoneNumber phone) {
        return jdbi.withHandle(handle -> DeviceTables.find(handle, phone));
    }

    /** @return whether there was one */
    boolean delete(PhoneNumber phone) {
        return jdbi.inTransaction(transaction -> DeviceTables.deleteAccount(transaction, phone));
    }
}
