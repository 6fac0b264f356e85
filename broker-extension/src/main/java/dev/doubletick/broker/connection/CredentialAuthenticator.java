package dev.doubletick.broker.connection;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.SampledLog;
import dev.doubletick.broker.account.Account;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.broker.account.Credential;
import dev.doubletick.broker.account.EarlierMailboxException;
import dev.doubletick.broker.connection.ConnectRefusals.Reason;
import dev.doubletick.broker.mailbox.MailboxHealth;
import dev.doubletick.broker.operator.ConnectProbe;
import dev.doubletick.broker.service.ServiceCredentials;
import dev.doubletick.broker.service.ServicePrincipal;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a phone in if client id and user name are its number and the password is its credential, and leaves services to {@link
 * ServiceCredentials}. Whatever goes wrong here
 * refuses the connection; nothing lets one in by default. Runs on the broker's extension threads and does not block them.
 */
public final class CredentialAuthenticator implements SimpleAuthenticator {

    private static final Logger log = LoggerFactory.getLogger(CredentialAuthenticator.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** A credential has 43 characters; hashing megabytes for a stranger is not our business. */
    private static final int MAX_PASSWORD_BYTES = 256;

    private final AccountDirectory accounts;
    private final ServiceCredentials services;
    private final ConnectProbe probe;
    private final Supplier<MailboxHealth> mailbox;
    private final ConnectRefusals refusals;
    private final SampledLog notAsked = SampledLog.one();
    private final SampledLog refused = SampledLog.few();

    /** @param mailbox how it is: phones are let in only if it can give them their mail */
    public CredentialAuthenticator(
            AccountDirectory accounts,
            ServiceCredentials services,
            ConnectProbe probe,
            Supplier<MailboxHealth> mailbox,
            ConnectRefusals refusals) {
        this.refusals = refusals;
        this.accounts = accounts;
        this.services = services;
        this.probe = probe;
        this.mailbox = mailbox;
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        // What a phone may publish and subscribe is decided in routing and SubscriptionPolicy. Should those fail to
        // be in place for a connection, the broker's own permissions must not let anything through.
        output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        try {
            authenticate(input, output);
        } catch (RuntimeException e) {
            log.error("authentication failed unexpectedly", e);
            output.failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE, "try again later");
        }
    }

    private void authenticate(SimpleAuthInput input, SimpleAuthOutput output) {
        ConnectPacket connect = input.getConnectPacket();
        if (probe.authenticate(connect, output)) {
            return;
        }
        if (!isMailboxThere()) {
            refusals.count(Reason.MAILBOX_AWAY);
            output.failAuthentication(
                    ConnackReasonCode.SERVER_UNAVAILABLE, "the mailbox is not available, try again later");
            return;
        }
        if (ServicePrincipal.isClaimed(connect.getClientId())) {
            if (!services.authenticate(connect, output)) {
                refusals.count(Reason.SERVICE);
            }
            return;
        }
        Optional<PhoneNumber> phone = PhoneNumber.tryDigits(connect.getClientId());
        if (phone.isEmpty()) {
            refusals.count(Reason.MALFORMED);
            output.failAuthentication(
                    ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
                    "the client id must be the phone number in E.164 without the plus");
            return;
        }
        if (!connect.getUserName().equals(Optional.of(connect.getClientId()))) {
            refusals.count(Reason.MALFORMED);
            output.failAuthentication(
                    ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "the user name must be the same as the client id");
            return;
        }
        Optional<ByteBuffer> password = connect.getPassword();
        if (password.isEmpty() || !password.get().hasRemaining()) {
            refusals.count(Reason.MALFORMED);
            output.failAuthentication(
                    ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "the password must be the device credential");
            return;
        }
        if (connect.getWillPublish().isPresent()) {
            refusals.count(Reason.MALFORMED);
            output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED, "a will message is not allowed");
            return;
        }
        if (password.get().remaining() > MAX_PASSWORD_BYTES) {
            refuse(output, phone.get());
            return;
        }
        decide(input, output, phone.get(), Credential.presented(password.get()));
    }

    private void decide(SimpleAuthInput input, SimpleAuthOutput output, PhoneNumber phone, Credential presented) {
        CompletableFuture<Optional<Account>> known = accounts.find(phone);
        if (known.isDone() && !known.isCompletedExceptionally() && matches(known.join(), presented)) {
            accept(input, output, presented);
            return;
        }
        Async<SimpleAuthOutput> async =
                output.async(TIMEOUT, TimeoutFallback.FAILURE, ConnackReasonCode.SERVER_UNAVAILABLE, "try again later");
        // Memory may be a moment behind a registration, so only the database refuses.
        CompletableFuture<Optional<Account>> current = known.exceptionally(failed -> Optional.empty())
                .thenCompose(account -> matches(account, presented)
                        ? CompletableFuture.completedFuture(account)
                        : accounts.findFresh(phone));
        Completion.of(current, (account, failure) -> {
            if (failure != null) {
                notAuthenticated(phone, failure);
                async.getOutput().failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE, "try again later");
            } else if (matches(account, presented)) {
                if (notAsked.over()) {
                    log.info("phones are authenticated again");
                }
                accept(input, async.getOutput(), presented);
            } else {
                refuse(async.getOutput(), phone);
            }
            async.resume();
        });
    }

    private static boolean matches(Optional<Account> account, Credential presented) {
        return account.flatMap(Account::credential).filter(presented::equals).isPresent();
    }

    private static void accept(SimpleAuthInput input, SimpleAuthOutput output, Credential presented) {
        ConnectionAttributes attributes = ConnectionAttributes.of(input.getConnectionInformation());
        attributes.credential(presented);
        attributes.sessionExpiry(Duration.ofSeconds(input.getConnectPacket().getSessionExpiryInterval()));
        attributes.maximumPacketSize(input.getConnectPacket().getMaximumPacketSize());
        output.authenticateSuccessfully();
    }

    /** A full disk does not keep phones out: that they fetch their mail is what frees it. */
    private boolean isMailboxThere() {
        return switch (mailbox.get().state()) {
            case AVAILABLE, DISK_RESERVE -> true;
            case AWAY, RECOVERING, CLOSED -> false;
        };
    }

    private void notAuthenticated(PhoneNumber phone, Throwable failure) {
        refusals.count(Reason.DATABASE_AWAY);
        if (failure instanceof EarlierMailboxException) {
            log.debug("not letting {} in yet: {}", phone, failure.getMessage());
        } else {
            notAsked.say(more -> log.warn(
                    "cannot authenticate {}: the database does not answer: {}{}", phone, failure.toString(), more));
        }
    }

    private void refuse(SimpleAuthOutput output, PhoneNumber phone) {
        refusals.count(Reason.WRONG_CREDENTIAL);
        refused.say(more -> log.info("refused {}: the credential is not, or no longer, valid{}", phone, more));
        output.failAuthentication(
                ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "the credential is not, or no longer, valid");
    }
}
