package dev.doubletick.registration.contacts;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.DeviceAuthentication;
import dev.doubletick.registration.http.ClientAddress;
import dev.doubletick.registration.http.HttpServer;
import dev.doubletick.registration.http.JsonBody;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code POST /v1/contacts/lookup} and {@code POST /v1/contacts/changes}. */
public final class ContactRoutes {

    static final int MAX_NUMBERS = 2_000;

    /** Enough for 2,000 numbers of 58 bytes with their quotes and commas: as many characters, or 19 digits of three bytes. */
    private static final int MAX_BODY_BYTES = HttpServer.LARGEST_BODY_BYTES;

    private static final Operation LOOKUP = Operation.of("lookUpContacts", "Finds out which numbers are registered")
            .by(Access.DEVICE)
            .takes(LookupBody.class)
            .answers(200, LookupAnswer.class)
            .refuses(Problem.TOO_MANY_REQUESTS);
    private static final Operation CHANGE = Operation.of(
                    "changeContacts", "Changes the server's copy of your address book")
            .by(Access.DEVICE)
            .takes(ChangesBody.class)
            .answers(204)
            .refuses(Problem.INVALID_PHONE_NUMBER, Problem.LIST_FULL);

    private final DeviceAuthentication authentication;
    private final ContactLookup lookup;
    private final AddressBooks addressBooks;
    private final int trustedProxies;

    /** @param trustedProxies see {@link ClientAddress#of} */
    public ContactRoutes(
            DeviceAuthentication authentication, ContactLookup lookup, AddressBooks addressBooks, int trustedProxies) {
        this.trustedProxies = trustedProxies;
        this.authentication = authentication;
        this.lookup = lookup;
        this.addressBooks = addressBooks;
    }

    /** Adds the routes. */
    public void install(RoutesConfig routes) {
        routes.addEndpoint(LOOKUP.at(HandlerType.POST, "/v1/contacts/lookup", this::lookup));
        routes.addEndpoint(CHANGE.at(HandlerType.POST, "/v1/contacts/changes", this::changes));
    }

    /** The body of {@code POST /v1/contacts/lookup}. */
    record LookupBody(List<String> numbers, String defaultRegion) {}

    /**
     * The answer to it.
     *
     * @param contacts those that are registered, in the order asked for, each once
     * @param invalid those that cannot be phone numbers
     */
    record LookupAnswer(List<Contact> contacts, List<String> invalid) {}

    /**
     * A registered number.
     *
     * @param number as it was asked for
     * @param phone in E.164
     */
    record Contact(String number, String phone) {}

    /**
     * The body of {@code POST /v1/contacts/changes}.
     *
     * @param replace whether to begin with an empty list, as a new phone does that does not know what the one before has told
     */
    record ChangesBody(List<String> added, List<String> removed, Optional<Boolean> replace) {}

    private void lookup(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        LookupBody body = JsonBody.read(ctx, LookupBody.class, MAX_BODY_BYTES);
        requireStrings(body.numbers(), "numbers");
        Region region = Region.of(body.defaultRegion())
                .orElseThrow(() -> new ProblemException(
                        Problem.INVALID_JSON,
                        "The field defaultRegion must be a country in ISO 3166-1 alpha-2, such as DE."));
        ctx.json(lookup.find(phone, ClientAddress.of(ctx, trustedProxies).network(), body.numbers(), region));
    }

    private void changes(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        ChangesBody body = JsonBody.read(ctx, ChangesBody.class, MAX_BODY_BYTES);
        List<PhoneNumber> added = parse(body.added(), "added");
        List<PhoneNumber> removed = parse(body.removed(), "removed");
        addressBooks.change(phone, added, removed, body.replace().orElse(false));
        ctx.status(204);
    }

    private static void requireStrings(List<String> texts, String field) {
        if (texts.size() > MAX_NUMBERS) {
            throw new ProblemException(
                    Problem.INVALID_JSON, "The field " + field + " may have at most " + MAX_NUMBERS + " numbers.");
        }
        int missing = texts.indexOf(null);
        if (missing >= 0) {
            throw new ProblemException(
                    Problem.INVALID_JSON, "The field " + field + "[" + missing + "] must be a string.");
        }
    }

    private static List<PhoneNumber> parse(List<String> texts, String field) {
        requireStrings(texts, field);
        List<PhoneNumber> phones = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            try {
                phones.add(PhoneNumber.ofE164(texts.get(i)));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(
                        Problem.INVALID_PHONE_NUMBER,
                        "The field " + field + "[" + i + "] is not E.164: " + e.getMessage() + ".");
            }
        }
        return phones;
    }
}
