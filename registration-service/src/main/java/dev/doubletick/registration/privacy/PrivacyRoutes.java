package dev.doubletick.registration.privacy;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.DeviceAuthentication;
import dev.doubletick.registration.http.JsonBody;
import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import org.jdbi.v3.core.Jdbi;

/** {@code GET} and {@code PUT /v1/account/privacy}. */
public final class PrivacyRoutes {

    private static final String PATH = "/v1/account/privacy";
    private static final int MAX_BODY_BYTES = 1024;

    private static final Operation SHOW = Operation.of("showPrivacy", "Shows who may see and do what")
            .by(Access.DEVICE)
            .answers(200, Privacy.class);
    private static final Operation SET = Operation.of("setPrivacy", "Sets who may see and do what")
            .by(Access.DEVICE)
            .takes(Privacy.class)
            .answers(200, Privacy.class);

    private final DeviceAuthentication authentication;
    private final Jdbi jdbi;

    /** @param jdbi the migrated database */
    public PrivacyRoutes(DeviceAuthentication authentication, Jdbi jdbi) {
        this.authentication = authentication;
        this.jdbi = jdbi;
    }

    /** Adds the routes. */
    public void install(RoutesConfig routes) {
        routes.addEndpoint(SHOW.at(HandlerType.GET, PATH, this::show));
        routes.addEndpoint(SET.at(HandlerType.PUT, PATH, this::set));
    }

    /**
     * The settings, as they are asked for and answered.
     *
     * @param lastSeen who may see whether the phone is online, and since when it is not
     * @param seenReceipts who gets its seen receipts
     * @param messages who may write to it
     */
    record Privacy(Audience lastSeen, Audience seenReceipts, Audience messages) {

        static final Privacy DEFAULT = new Privacy(Audience.EVERYONE, Audience.EVERYONE, Audience.EVERYONE);

        boolean usesContacts() {
            return lastSeen == Audience.CONTACTS || seenReceipts == Audience.CONTACTS || messages == Audience.CONTACTS;
        }
    }

    private void show(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        ctx.json(jdbi.withHandle(handle -> handle.createQuery("select * from privacy where phone = :phone")
                        .bind("phone", phone.e164())
                        .map((row, c) -> new Privacy(
                                Audience.of(row.getString("last_seen")),
                                Audience.of(row.getString("seen_receipts")),
                                Audience.of(row.getString("messages"))))
                        .findOne())
                .orElse(Privacy.DEFAULT));
    }

    private void set(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        Privacy privacy = JsonBody.read(ctx, Privacy.class, MAX_BODY_BYTES);
        boolean saved = jdbi.inTransaction(transaction -> {
            int rows = transaction
                    .createUpdate("insert into privacy (phone, last_seen, seen_receipts, messages)"
                            + " select phone, :lastSeen, :seenReceipts, :messages"
                            + " from account where phone = :phone for key share"
                            + " on conflict (phone) do update set last_seen = excluded.last_seen,"
                            + " seen_receipts = excluded.seen_receipts, messages = excluded.messages")
                    .bind("phone", phone.e164())
                    .bind("lastSeen", privacy.lastSeen().text())
                    .bind("seenReceipts", privacy.seenReceipts().text())
                    .bind("messages", privacy.messages().text())
                    .execute();
            if (!privacy.usesContacts()) {
                // Kept no longer than it is needed.
                transaction
                        .createUpdate("delete from contact where phone = :phone")
                        .bind("phone", phone.e164())
                        .execute();
            }
            return rows == 1;
        });
        if (!saved) {
            throw DeviceAuthentication.refusal();
        }
        ctx.json(privacy);
    }
}
