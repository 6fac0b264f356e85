package dev.doubletick.registration.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a phone may ask of its own account: {@code /v1/account}, {@code /v1/account/devices}, {@code /v1/account/export}. */
public final class AccountRoutes {

    private static final String PATH = "/v1/account";

    private static final Operation SHOW = Operation.of("showOwnAccount", "Shows your account")
            .by(Access.DEVICE)
            .answers(200, AccountAnswer.class);
    private static final Operation DELETE = Operation.of(
                    "deleteOwnAccount", "Deletes your account and all that is held for it")
            .by(Access.DEVICE)
            .answers(204);
    private static final Operation EXPORT = Operation.of("exportOwnAccount", "Answers all that is held for you")
            .by(Access.DEVICE)
            .answers(200, ExportAnswer.class);
    private static final Operation DEVICES = Operation.of("listOwnDevices", "Lists the devices that may connect")
            .by(Access.DEVICE)
            .answers(200, DevicesAnswer.class);
    private static final Operation REVOKE = Operation.of("revokeOwnDevice", "Takes a device its credential")
            .by(Access.DEVICE)
            .answers(204)
            .refuses(Problem.UNKNOWN_DEVICE);

    private final DeviceAuthentication authentication;
    private final OwnAccount accounts;
    private final AccountExport export;
    private final Supplier<List<URI>> brokers;
    private final Clock clock;

    /** @param brokers told to a phone that asks because it can reach none of those that it knows */
    public AccountRoutes(
            DeviceAuthentication authentication,
            OwnAccount accounts,
            AccountExport export,
            Supplier<List<URI>> brokers,
            Clock clock) {
        this.authentication = authentication;
        this.accounts = accounts;
        this.export = export;
        this.brokers = brokers;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void install(RoutesConfig routes) {
        routes.addEndpoint(SHOW.at(HandlerType.GET, PATH, this::show));
        routes.addEndpoint(DELETE.at(HandlerType.DELETE, PATH, this::delete));
        routes.addEndpoint(EXPORT.at(HandlerType.GET, PATH + "/export", this::export));
        routes.addEndpoint(DEVICES.at(HandlerType.GET, PATH + "/devices", this::devices));
        routes.addEndpoint(REVOKE.at(HandlerType.DELETE, PATH + "/devices/{id}", this::revoke));
    }

    /**
     * The answer to {@code GET /v1/account}.
     *
     * @param brokers where the account can connect, now
     */
    record AccountAnswer(String phone, Instant createdAt, boolean registrationLock, List<URI> brokers) {}

    /** The answer to {@code GET /v1/account/devices}. */
    record DevicesAnswer(List<Device> devices) {}

    /**
     * A device that may connect.
     *
     * @param registeredAt when it got its credential
     * @param lastSeenAt when it was last connected, to some hours while it is; left out if it never was
     */
    record Device(
            UUID id,
            Instant registeredAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant lastSeenAt) {}

    /** The answer to {@code GET /v1/account/export}. Tables and columns are those of the database. */
    record ExportAnswer(String phone, Instant exportedAt, Map<String, List<Map<String, Object>>> data) {}

    private void show(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        ctx.json(accounts.find(phone, brokers.get()).orElseThrow(DeviceAuthentication::refusal));
    }

    private void devices(Context ctx) {
        ctx.json(new DevicesAnswer(accounts.devices(authentication.require(ctx))));
    }

    private void revoke(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        UUID id;
        try {
            id = UUID.fromString(ctx.pathParam("id"));
        } catch (IllegalArgumentException e) {
            throw unknownDevice();
        }
        if (!accounts.revoke(phone, id)) {
            throw unknownDevice();
        }
        ctx.status(204);
    }

    private static ProblemException unknownDevice() {
        return new ProblemException(Problem.UNKNOWN_DEVICE, "Your account has no device with this id.");
    }

    private void export(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        ctx.json(new ExportAnswer(phone.e164(), clock.instant(), export.of(phone)));
    }

    private void delete(Context ctx) {
        accounts.delete(transaction -> authentication.require(ctx, transaction));
        ctx.status(204);
    }
}
