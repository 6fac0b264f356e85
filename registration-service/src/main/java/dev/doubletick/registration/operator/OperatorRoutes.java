package dev.doubletick.registration.operator;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.Accounts;
import dev.doubletick.registration.account.DeviceCredential;
import dev.doubletick.registration.http.JsonBody;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * What operators may ask for: {@code POST /v1/operator/accounts} for accounts without SMS, for devices and load tests, and the
 * routes of single devices and of files.
 */
public final class OperatorRoutes {

    private static final String PREFIX = "/v1/operator/";
    private static final String BEARER = "Bearer ";
    private static final int MAX_PHONES = 1000;
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Operation CREATE = Operation.of("createAccounts", "Creates accounts without SMS")
            .by(Access.OPERATOR)
            .takes(AccountsBody.class)
            .answers(200, AccountsAnswer.class)
            .refuses(Problem.INVALID_PHONE_NUMBER);

    private final OperatorToken token;
    private final Jdbi jdbi;
    private final Accounts accounts;
    private final Clock clock;

    /** @param jdbi the migrated database */
    public OperatorRoutes(OperatorToken token, Jdbi jdbi, Accounts accounts, Clock clock) {
        this.token = token;
        this.jdbi = jdbi;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** Adds the routes, and a guard before everything under {@code /v1/operator/}. */
    public void install(RoutesConfig routes) {
        routes.before(PREFIX + "*", this::requireOperator);
        routes.addEndpoint(CREATE.at(HandlerType.POST, PREFIX + "accounts", this::createAccounts));
        Devices devices = new Devices(jdbi, accounts, clock);
        new DeviceCsvRoutes(devices).install(routes);
        new DeviceRoutes(devices).install(routes);
    }

    /** The body of {@code POST /v1/operator/accounts}. */
    record AccountsBody(List<String> phones) {}

    /** The answer to it. */
    record AccountsAnswer(List<Account> accounts) {}

    /** A phone number and its new credential. */
    record Account(String phone, String credential) {}

    private void requireOperator(Context ctx) {
        String header = Optional.ofNullable(ctx.header("Authorization")).orElse("");
        // RFC 9110 section 11.1: the scheme's name is case-insensitive.
        boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (!bearer || !token.matches(header.substring(BEARER.length()).strip())) {
            throw new ProblemException(Problem.UNAUTHORIZED, "This needs the operator token, as Authorization: Bearer.")
                    .withHeader("WWW-Authenticate", "Bearer realm=\"doubletick operator\"");
        }
    }

    private void createAccounts(Context ctx) {
        List<String> texts =
                JsonBody.read(ctx, AccountsBody.class, MAX_BODY_BYTES).phones();
        if (texts.isEmpty() || texts.size() > MAX_PHONES) {
            throw new ProblemException(
                    Problem.INVALID_JSON, "The field phones must have 1 to " + MAX_PHONES + " phone numbers.");
        }
        List<PhoneNumber> phones = parse(texts, "phones");
        Instant now = clock.instant();
        Map<PhoneNumber, DeviceCredential> issued =
                jdbi.inTransaction(transaction -> accounts.issueCredentials(transaction, phones, now));
        ctx.json(new AccountsAnswer(issued.entrySet().stream()
                .map(entry ->
                        new Account(entry.getKey().e164(), entry.getValue().text()))
                .toList()));
    }

    /** The syntax of E.164 and no more: devices and load tests take ranges that no numbering plan knows. */
    static List<PhoneNumber> parse(List<String> texts, String field) {
        List<PhoneNumber> phones = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (text == null) {
                throw new ProblemException(
                        Problem.INVALID_JSON, "The field " + field + "[" + i + "] must be a string.");
            }
            try {
                phones.add(PhoneNumber.ofE164(text));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(
                        Problem.INVALID_PHONE_NUMBER,
                        "The field " + field + "[" + i + "] is not E.164: " + e.getMessage() + ".");
            }
        }
        return phones;
    }
}
