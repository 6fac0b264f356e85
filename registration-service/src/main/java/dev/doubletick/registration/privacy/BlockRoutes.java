package dev.doubletick.registration.privacy;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.DeviceAuthentication;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** {@code GET /v1/blocks}, {@code PUT} and {@code DELETE /v1/blocks/{phone}}. */
public final class BlockRoutes {

    /** More than anybody blocks by hand; brokers keep the list in memory. */
    static final int MAX_BLOCKS = 10_000;

    private static final String PATH = "/v1/blocks";

    private static final Operation LIST = Operation.of("listBlocks", "Lists the numbers that you have blocked")
            .by(Access.DEVICE)
            .answers(200, BlocksAnswer.class);
    private static final Operation BLOCK = Operation.of("block", "Blocks a number")
            .by(Access.DEVICE)
            .answers(204)
            .refuses(Problem.INVALID_PHONE_NUMBER, Problem.LIST_FULL);
    private static final Operation UNBLOCK = Operation.of("unblock", "Unblocks a number")
            .by(Access.DEVICE)
            .answers(204)
            .refuses(Problem.INVALID_PHONE_NUMBER);

    private final DeviceAuthentication authentication;
    private final Jdbi jdbi;
    private final Clock clock;

    /** @param jdbi the migrated database */
    public BlockRoutes(DeviceAuthentication authentication, Jdbi jdbi, Clock clock) {
        this.authentication = authentication;
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void install(RoutesConfig routes) {
        routes.addEndpoint(LIST.at(HandlerType.GET, PATH, this::list));
        routes.addEndpoint(BLOCK.at(HandlerType.PUT, PATH + "/{phone}", this::block));
        routes.addEndpoint(UNBLOCK.at(HandlerType.DELETE, PATH + "/{phone}", this::unblock));
    }

    /** The answer to {@code GET /v1/blocks}, newest first. */
    record BlocksAnswer(List<Block> blocks) {}

    /** A blocked number. */
    record Block(String phone, Instant blockedAt) {}

    private void list(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        ctx.json(new BlocksAnswer(jdbi.withHandle(handle -> handle.createQuery(
                        "select blocked, created_at from block where phone = :phone order by created_at desc, blocked")
                .bind("phone", phone.e164())
                .map((row, c) -> new Block(
                        row.getString("blocked"), row.getTimestamp("created_at").toInstant()))
                .list())));
    }

    private void block(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        PhoneNumber blocked = requireNumber(ctx);
        if (blocked.equals(phone)) {
            throw new ProblemException(Problem.INVALID_PHONE_NUMBER, "You cannot block your own number.");
        }
        jdbi.useTransaction(transaction -> {
            requireRoom(transaction, phone);
            transaction
                    .createUpdate("insert into block (phone, blocked, created_at) values (:phone, :blocked, :now)"
                            + " on conflict (phone, blocked) do nothing")
                    .bind("phone", phone.e164())
                    .bind("blocked", blocked.e164())
                    .bind("now", clock.instant())
                    .execute();
        });
        ctx.status(204);
    }

    /** Locks the account too, so that requests that race count one after the other. */
    private static void requireRoom(Handle transaction, PhoneNumber phone) {
        DeviceAuthentication.lockAccount(transaction, phone);
        int blocks = transaction
                .createQuery("select count(*) from block where phone = :phone")
                .bind("phone", phone.e164())
                .mapTo(Integer.class)
                .one();
        if (blocks >= MAX_BLOCKS) {
            throw new ProblemException(Problem.LIST_FULL, "You may block " + MAX_BLOCKS + " numbers at a time.");
        }
    }

    private void unblock(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        PhoneNumber blocked = requireNumber(ctx);
        jdbi.useHandle(handle -> handle.createUpdate("delete from block where phone = :phone and blocked = :blocked")
                .bind("phone", phone.e164())
                .bind("blocked", blocked.e164())
                .execute());
        ctx.status(204);
    }

    private static PhoneNumber requireNumber(Context ctx) {
        try {
            return PhoneNumber.ofE164(ctx.pathParam("phone"));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.INVALID_PHONE_NUMBER, "The number must be E.164 with the plus, such as +4915112345678.");
        }
    }
}
