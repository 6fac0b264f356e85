package dev.doubletick.sdk.internal.registration;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.Response;

/** Looks up who of an address book is registered, and tells the server what is in it. Safe on any thread. */
public final class ContactClient {

    /** The most numbers in one request of either kind. */
    public static final int MAX_NUMBERS = 2_000;

    /** Less than the server takes, for what else is in a request. */
    private static final int MAX_BYTES = 100 * 1024;
    /** In UTF-8, which has more only for pairs of characters. */
    private static final int MAX_BYTES_OF_A_CHARACTER = 3;
    /** Quotes and comma. */
    private static final int BYTES_AROUND = 3;

    /** What the service says about the numbers that it was asked about. */
    public static final class Found {
        private final Map<String, PhoneNumber> phones;
        private final Set<String> invalid;

        private Found(Map<String, PhoneNumber> phones, Set<String> invalid) {
            this.phones = phones;
            this.invalid = invalid;
        }

        /** Who it is, if it is somebody. */
        public Optional<PhoneNumber> phone(String number) {
            return Optional.ofNullable(phones.get(number));
        }

        public boolean isValid(String number) {
            return !invalid.contains(number);
        }
    }

    private final Exchange exchange;

    public ContactClient(Exchange exchange) {
        this.exchange = exchange;
    }

    /** How many of these, from the first, go into one request: one at least. */
    public static int portion(List<String> numbers) {
        int bytes = 0;
        int count = 0;
        while (count < Math.min(numbers.size(), MAX_NUMBERS)) {
            bytes += numbers.get(count).length() * MAX_BYTES_OF_A_CHARACTER + BYTES_AROUND;
            if (count > 0 && bytes > MAX_BYTES) {
                break;
            }
            count++;
        }
        return count;
    }

    /**
     * @param numbers one {@linkplain #portion portion}
     * @param region ISO 3166-1 alpha-2
     */
    public void lookup(Account as, List<String> numbers, String region, Reply<Found> reply) {
        JsonObject body = new JsonObject();
        JsonArray asked = new JsonArray();
        numbers.forEach(asked::add);
        body.add("numbers", asked);
        body.addProperty("defaultRegion", region);
        exchange.send(
                exchange.request(as, "contacts", "lookup")
                        .post(Exchange.json(body))
                        .build(),
                ContactClient::found,
                reply);
    }

    private static Found found(Response response) throws IOException {
        JsonAnswer answer = JsonAnswer.of(response, JsonAnswer.MAX_LIST_BYTES);
        Map<String, PhoneNumber> phones = new HashMap<>();
        for (JsonAnswer contact : answer.objects("contacts")) {
            phones.put(contact.string("number"), contact.phone("phone"));
        }
        return new Found(phones, new HashSet<>(answer.strings("invalid")));
    }

    /**
     * At most {@value #MAX_NUMBERS} in each.
     *
     * @param replace whether the server is to forget first what it has
     */
    public void change(
            Account as,
            Collection<PhoneNumber> added,
            Collection<PhoneNumber> removed,
            boolean replace,
            Reply<Done> reply) {
        JsonObject body = new JsonObject();
        body.addProperty("replace", replace);
        body.add("added", array(added));
        body.add("removed", array(removed));
        exchange.send(
                exchange.request(as, "contacts", "changes")
                        .post(Exchange.json(body))
                        .build(),
                Exchange::done,
                reply);
    }

    private static JsonArray array(Collection<PhoneNumber> phones) {
        JsonArray array = new JsonArray();
        phones.forEach(phone -> array.add(phone.e164()));
        return array;
    }
}
