package dev.doubletick.sdk.internal.registration;

import com.google.gson.JsonObject;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.AccountDevice;
import dev.doubletick.sdk.AccountInfo;
import dev.doubletick.sdk.Privacy;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Request;
import okhttp3.Response;

/** What a phone asks about its own account. Safe on any thread. */
public final class AccountClient {

    private static final String ACCOUNT = "account";

    /** Room for the address book of somebody who knows everybody, and for what else there is. */
    private static final long MAX_EXPORT_BYTES = 32L * 1024 * 1024;

    private final Exchange exchange;

    public AccountClient(Exchange exchange) {
        this.exchange = exchange;
    }

    public void info(Account as, Reply<AccountInfo> reply) {
        exchange.send(exchange.request(as, ACCOUNT).build(), AccountClient::info, reply);
    }

    private static AccountInfo info(Response response) throws IOException {
        JsonAnswer answer = JsonAnswer.of(response);
        return AccountInfo.of(answer.phone("phone"), answer.instant("createdAt"), answer.bool("registrationLock"));
    }

    /** Where the brokers are now: what the service says, usable or not. */
    public void brokers(Account as, Reply<List<URI>> reply) {
        exchange.send(
                exchange.request(as, ACCOUNT).build(),
                response -> JsonAnswer.of(response).uris("brokers"),
                reply);
    }

    public void delete(Account as, Reply<Done> reply) {
        send(exchange.request(as, ACCOUNT).delete().build(), reply);
    }

    public void export(Account as, Reply<String> reply) {
        exchange.send(
                exchange.request(as, ACCOUNT, "export").build(),
                response -> JsonAnswer.of(response, MAX_EXPORT_BYTES).toString(),
                reply);
    }

    public void setRegistrationLock(Account as, String pin, Reply<Done> reply) {
        JsonObject body = new JsonObject();
        body.addProperty("pin", pin);
        send(
                exchange.request(as, ACCOUNT, "registration-lock")
                        .put(Exchange.json(body))
                        .build(),
                reply);
    }

    public void removeRegistrationLock(Account as, Reply<Done> reply) {
        send(exchange.request(as, ACCOUNT, "registration-lock").delete().build(), reply);
    }

    public void devices(Account as, Reply<List<AccountDevice>> reply) {
        exchange.send(exchange.request(as, ACCOUNT, "devices").build(), AccountClient::devices, reply);
    }

    private static List<AccountDevice> devices(Response response) throws IOException {
        List<AccountDevice> devices = new ArrayList<>();
        for (JsonAnswer device : JsonAnswer.of(response).objects("devices")) {
            devices.add(AccountDevice.of(
                    device.string("id"), device.instant("registeredAt"), device.optionalInstant("lastSeenAt")));
        }
        return devices;
    }

    public void revokeDevice(Account as, String id, Reply<Done> reply) {
        send(exchange.request(as, ACCOUNT, "devices", id).delete().build(), reply);
    }

    public void privacy(Account as, Reply<Privacy> reply) {
        exchange.send(exchange.request(as, ACCOUNT, "privacy").build(), AccountClient::privacy, reply);
    }

    public void setPrivacy(Account as, Privacy privacy, Reply<Privacy> reply) {
        JsonObject body = new JsonObject();
        body.addProperty("lastSeen", privacy.lastSeen().text());
        body.addProperty("seenReceipts", privacy.seenReceipts().text());
        body.addProperty("messages", privacy.messages().text());
        exchange.send(
                exchange.request(as, ACCOUNT, "privacy")
                        .put(Exchange.json(body))
                        .build(),
                AccountClient::privacy,
                reply);
    }

    private static Privacy privacy(Response response) throws IOException {
        JsonAnswer answer = JsonAnswer.of(response);
        try {
            return Privacy.OPEN
                    .withLastSeen(Privacy.Audience.of(answer.string("lastSeen")))
                    .withSeenReceipts(Privacy.Audience.of(answer.string("seenReceipts")))
                    .withMessages(Privacy.Audience.of(answer.string("messages")));
        } catch (IllegalArgumentException e) {
            throw new IOException("the service's answer has a privacy setting that this version does not know", e);
        }
    }

    public void blocks(Account as, Reply<List<PhoneNumber>> reply) {
        exchange.send(exchange.request(as, "blocks").build(), AccountClient::blocks, reply);
    }

    private static List<PhoneNumber> blocks(Response response) throws IOException {
        List<PhoneNumber> blocks = new ArrayList<>();
        for (JsonAnswer block :
                JsonAnswer.of(response, JsonAnswer.MAX_LIST_BYTES).objects("blocks")) {
            blocks.add(block.phone("phone"));
        }
        return blocks;
    }

    public void block(Account as, PhoneNumber phone, Reply<Done> reply) {
        send(
                exchange.request(as, "blocks", phone.e164())
                        .put(Exchange.nothing())
                        .build(),
                reply);
    }

    public void unblock(Account as, PhoneNumber phone, Reply<Done> reply) {
        send(exchange.request(as, "blocks", phone.e164()).delete().build(), reply);
    }

    private void send(Request request, Reply<Done> reply) {
        exchange.send(request, Exchange::done, reply);
    }
}
