package dev.doubletick.registration.operator;

import dev.doubletick.protocol.PhoneNumber;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * The SQL behind {@link Devices}, inside of its transactions. Rows are locked in the order of their numbers, so that two batches
 * with the same numbers wait for each other and never deadlock.
 */
final class DeviceTables {

    private DeviceTables() {}

    /** Those of them that have an account, which nobody can delete before the transaction ends. */
    static Set<PhoneNumber> lockExisting(Handle transaction, Collection<PhoneNumber> phones) {
        return new HashSet<>(transaction
                .createQuery("select phone from account where phone = any(:phones) order by phone for key share")
                .bind("phones", sorted(phones))
                .mapTo(String.class)
                .map(PhoneNumber::ofE164)
                .list());
    }

    static void deleteCredentials(Handle transaction, Collection<PhoneNumber> phones) {
        transaction
                .createUpdate("delete from device_credential where phone in (select phone from device_credential"
                        + " where phone = any(:phones) order by phone for update)")
                .bind("phones", sorted(phones))
                .execute();
    }

    static void saveRecipients(Handle transaction, List<DeviceLine> lines) {
        List<PhoneNumber> free = lines.stream()
                .filter(line -> line.recipients().equals(Optional.of(Recipients.ANYBODY)))
                .map(DeviceLine::phone)
                .toList();
        if (!free.isEmpty()) {
            transaction
                    .createUpdate("delete from allowed_recipients where phone in (select phone from allowed_recipients"
                            + " where phone = any(:phones) order by phone for update)")
                    .bind("phones", sorted(free))
                    .execute();
        }
        PreparedBatch batch = transaction.prepareBatch(
                "insert into allowed_recipients (phone, recipients) values (:phone, :recipients)"
                        + " on conflict (phone) do update set recipients = excluded.recipients");
        lines.stream().sorted((a, b) -> a.phone().compareTo(b.phone())).forEach(line -> line.recipients()
                .flatMap(Recipients::only)
                .ifPresent(list -> batch.bind("phone", line.phone().e164())
                        .bind("recipients", sorted(list))
                        .add()));
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    static Optional<Device> find(Handle handle, PhoneNumber phone) {
        return handle.createQuery("select a.created_at, c.created_at as issued_at, r.recipients from account a"
                        + " left join device_credential c using (phone) left join allowed_recipients r using (phone)"
                        + " where a.phone = :phone")
                .bind("phone", phone.e164())
                .map((row, context) -> new Device(
                        phone,
                        row.getTimestamp(1).toInstant(),
                        Optional.ofNullable(row.getTimestamp(2)).map(at -> at.toInstant()),
                        recipients(row.getArray(3))))
                .findOne();
    }

    private static Recipients recipients(@Nullable Array numbers) throws SQLException {
        return numbers == null
                ? Recipients.ANYBODY
                : Recipients.only(Stream.of((String[]) numbers.getArray())
                        .map(PhoneNumber::ofE164)
                        .toList());
    }

    /** @return whether there was one */
    static boolean deleteAccount(Handle transaction, PhoneNumber phone) {
        return transaction
                        .createUpdate("delete from account where phone = :phone")
                        .bind("phone", phone.e164())
                        .execute()
                > 0;
    }

    private static String[] sorted(Collection<PhoneNumber> phones) {
        return phones.stream().sorted().map(PhoneNumber::e164).toArray(String[]::new);
    }

    /**
     * An account, as its operator sees it.
     *
     * @param credentialIssuedAt empty while no device may connect
     */
    record Device(PhoneNumber phone, Instant createdAt, Optional<Instant> credentialIssuedAt, Recipients recipients) {}
}
