package dev.doubletick.registration.push;

import dev.doubletick.protocol.PhoneNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tokens in PostgreSQL. Every method blocks for a statement or two. Safe on any thread. */
public final class PushTokens {

    /** Beyond it, the one that was registered first gives way. */
    static final int MAX_PER_PHONE = 10;

    private final Jdbi jdbi;

    public PushTokens(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What a phone registers; {@link PushToken} is what is made of it. */
    record Registration(
            Platform platform,
            boolean sandbox,
            String appId,
            PushKind kind,
            String token,
            PushToken.@Nullable Keys keys) {}

    /** Adds a token, or registers it anew; it belongs to this phone from now on. */
    void put(PhoneNumber phone, Registration registration, Instant now) {
        jdbi.useTransaction(transaction -> {
            PushToken.Keys keys = registration.keys();
            transaction
                    .createUpdate(
                            """
                            insert into push_token
                                (phone, platform, environment, app_id, kind, token, p256dh, auth, registered_at)
                            values (:phone, :platform, :environment, :appId, :kind, :token, :p256dh, :auth, :now)
                            on conflict (platform, token) do update set
                                phone = excluded.phone, environment = excluded.environment, app_id = excluded.app_id,
                                kind = excluded.kind, p256dh = excluded.p256dh, auth = excluded.auth,
                                registered_at = excluded.registered_at""")
                    .bind("phone", phone.e164())
                    .bind("platform", registration.platform().text())
                    .bind("environment", registration.sandbox() ? "sandbox" : "production")
                    .bind("appId", registration.appId())
                    .bind("kind", registration.kind().text())
                    .bind("token", registration.token())
                    .bind("p256dh", keys == null ? null : keys.p256dh())
                    .bind("auth", keys == null ? null : keys.auth())
                    .bind("now", now)
                    .execute();
            transaction
                    .createUpdate(
                            """
                            delete from push_token where id in (
                                select id from push_token where phone = :phone
                                order by registered_at desc, id desc offset :most)""")
                    .bind("phone", phone.e164())
                    .bind("most", MAX_PER_PHONE)
                    .execute();
        });
    }

    /** Deletes a token if it is this phone's. */
    void delete(PhoneNumber phone, Platform platform, String token) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "delete from push_token where phone = :phone and platform = :platform and token = :token")
                .bind("phone", phone.e164())
                .bind("platform", platform.text())
                .bind("token", token)
                .execute());
    }

    /** The tokens of several phones, each phone's in the order in which they are to be tried: the last that worked first. */
    public Map<PhoneNumber, List<PushToken>> of(Collection<PhoneNumber> phones) {
        String[] numbers = phones.stream().map(PhoneNumber::e164).toArray(String[]::new);
        Map<PhoneNumber, List<PushToken>> found = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(
                        """
                        select id, phone, platform, environment, app_id, kind, token, p256dh, auth, registered_at
                        from push_token where phone = any(:phones)
                        order by last_success_at desc nulls last, registered_at desc""")
                .bind("phones", numbers)
                .map((row, context) -> token(row))
                .forEach(token -> found.computeIfAbsent(token.phone(), any -> new ArrayList<>())
                        .add(token)));
        return found;
    }

    private static PushToken token(ResultSet row) throws SQLException {
        @Nullable String p256dh = row.getString("p256dh");
        @Nullable String auth = row.getString("auth");
        return new PushToken(
                row.getLong("id"),
                PhoneNumber.ofE164(row.getString("phone")),
                Platform.of(row.getString("platform")).orElseThrow(),
                row.getString("environment").equals("sandbox"),
                row.getString("app_id"),
                PushKind.of(row.getString("kind")).orElseThrow(),
                row.getString("token"),
                p256dh == null || auth == null ? Optional.empty() : Optional.of(new PushToken.Keys(p256dh, auth)),
                row.getTimestamp("registered_at").toInstant());
    }

    /**
     * The provider does not know it any more. It stays if it was registered anew meanwhile.
     *
     * @param invalidSince when the provider gave it up
     */
    public void deleteUnregistered(PushToken token, Instant invalidSince) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "delete from push_token where id = :id and registered_at <= :known and registered_at <= :since")
                .bind("id", token.id())
                .bind("known", token.registeredAt())
                .bind("since", invalidSince)
                .execute());
    }

    /** Notes which tokens worked when. */
    public void noteSuccess(Map<Long, Instant> successes) {
        if (successes.isEmpty()) {
            return;
        }
        Long[] ids = successes.keySet().toArray(Long[]::new);
        String[] times =
                Arrays.stream(ids).map(id -> String.valueOf(successes.get(id))).toArray(String[]::new);
        jdbi.useHandle(handle -> handle.createUpdate(
                        """
                        with worked as (
                            select token.id, noted.at
                            from unnest(:ids, :times::timestamptz[]) noted (id, at) join push_token token using (id)
                            -- In one order always, so that two instances never deadlock.
                            order by token.id for update of token)
                        update push_token token set last_success_at = worked.at from worked where token.id = worked.id""")
                .bind("ids", ids)
                .bind("times", times)
                .execute());
    }
}
