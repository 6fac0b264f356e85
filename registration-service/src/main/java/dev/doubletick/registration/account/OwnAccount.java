package dev.doubletick.registration.account;

import dev.doubletick.protocol.PhoneNumber;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What a phone may know of its account, and do to it. Safe on any thread; blocks for the database. */
public final class OwnAccount {

    private final Jdbi jdbi;

    /** @param jdbi the migrated database */
    public OwnAccount(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<AccountRoutes.AccountAnswer> find(PhoneNumber phone, List<URI> brokers) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select a.created_at, l.phone is not null as locked from account a"
                                + " left join registration_lock l using (phone) where phone = :phone")
                .bind("phone", phone.e164())
                .map((row, ctx) -> new AccountRoutes.AccountAnswer(
                        phone.e164(), row.getTimestamp("created_at").toInstant(), row.getBoolean("locked"), brokers))
                .findOne());
    }

    List<AccountRoutes.Device> devices(PhoneNumber phone) {
        return jdbi.withHandle(handle -> handle.createQuery("select c.id, c.created_at, s.seen_at"
                        + " from device_credential c left join last_seen s using (phone) where phone = :phone")
                .bind("phone", phone.e164())
                .map((row, ctx) -> new AccountRoutes.Device(
                        row.getObject("id", UUID.class),
                        row.getTimestamp("created_at").toInstant(),
                        instant(row.getTimestamp("seen_at"))))
                .list());
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    /**
     * Takes a device its credential, which cuts it off.
     *
     * @return false if this number has no such device
     */
    boolean revoke(PhoneNumber phone, UUID device) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "delete from device_credential where phone = :phone and id = :device")
                        .bind("phone", phone.e164())
                        .bind("device", device)
                        .execute())
                == 1;
    }

    /**
     * Deletes an account with all that is held for it, in one transaction: all of it is gone, or nothing. The schema sees to what
     * belongs to it, and to the mailbox that a broker holds.
     *
     * @param authorization answers whose account it is, in the transaction, or throws
     */
    void delete(Function<Handle, PhoneNumber> authorization) {
        jdbi.useTransaction(transaction -> {
            PhoneNumber phone = authorization.apply(transaction);
            transaction
                    .createUpdate("delete from account where phone = :phone")
                    .bind("phone", phone.e164())
                    .execute();
        });
    }
}
