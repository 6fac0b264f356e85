package dev.doubletick.sdk.internal.registration;

import com.google.gson.JsonObject;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.CodeRequest;
import dev.doubletick.sdk.ProblemException;
import dev.doubletick.sdk.Verification;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Response;

/** The requests that make a phone number an account. Safe on any thread. */
public final class RegistrationClient {

    private final Exchange exchange;

    public RegistrationClient(Exchange exchange) {
        this.exchange = exchange;
    }

    /**
     * Asks for a code. If the service wants to see work for it, that is done once, on a thread of the HTTP client's.
     *
     * @param phone as its owner writes it
     */
    public void register(String phone, CodeRequest how, Reply<Verification> reply) {
        ask(phone, how, new Reply<>() {
            @Override
            public void answered(Verification value) {
                reply.answered(value);
            }

            @Override
            public void failed(Exception cause) {
                Optional<String> proof = how.proof().isPresent() ? Optional.empty() : workFor(cause);
                if (proof.isPresent()) {
                    ask(phone, how.proof(proof.get()), reply);
                } else {
                    reply.failed(cause);
                }
            }
        });
    }

    private Optional<String> workFor(Exception cause) {
        return cause instanceof ProblemException
                ? ProofOfWork.demandedBy((ProblemException) cause).flatMap(work -> work.find(exchange::isClosed))
                : Optional.empty();
    }

    private void ask(String phone, CodeRequest how, Reply<Verification> reply) {
        JsonObject body = new JsonObject();
        body.addProperty("phone", phone);
        if (!how.channel().equals("sms")) {
            body.addProperty("channel", how.channel());
        }
        how.appHash().ifPresent(hash -> {
            body.addProperty("format", "android");
            body.addProperty("appHash", hash);
        });
        how.domain().ifPresent(domain -> {
            body.addProperty("format", "ios");
            body.addProperty("domain", domain);
        });
        how.proof().ifPresent(proof -> body.addProperty("proof", proof));
        exchange.send(
                exchange.request("verifications")
                        .header("Accept-Language", how.language().orElseGet(() -> Locale.getDefault()
                                .toLanguageTag()))
                        .post(Exchange.json(body))
                        .build(),
                RegistrationClient::verification,
                reply);
    }

    private static Verification verification(Response response) throws IOException {
        JsonAnswer answer = JsonAnswer.of(response);
        return Verification.of(answer.string("id"), answer.instant("expiresAt"), answer.instant("nextSendAt"));
    }

    /**
     * Shows the code, and gets the account for it.
     *
     * @param pin of the number's registration lock, if the user knows of one
     */
    public void verify(String verificationId, String code, Optional<String> pin, Reply<Account> reply) {
        JsonObject body = new JsonObject();
        body.addProperty("code", code);
        pin.ifPresent(text -> body.addProperty("pin", text));
        exchange.send(
                exchange.request("verifications", verificationId, "code")
                        .post(Exchange.json(body))
                        .build(),
                RegistrationClient::account,
                reply);
    }

    private static Account account(Response response) throws IOException {
        JsonAnswer answer = JsonAnswer.of(response);
        try {
            return Account.of(
                    PhoneNumber.ofE164(answer.string("phone")), answer.string("credential"), answer.uris("brokers"));
        } catch (IllegalArgumentException e) {
            throw new IOException("the registration service's answer is no account", e);
        }
    }
}
