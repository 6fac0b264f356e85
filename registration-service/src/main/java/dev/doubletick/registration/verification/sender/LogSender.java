package dev.doubletick.registration.verification.sender;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes codes to the log in place of sending them. For development only: the log is no place for secrets otherwise. */
public final class LogSender implements VerificationCodeSender {

    private static final Logger log = LoggerFactory.getLogger(LogSender.class);

    @Override
    public boolean serves(Channel channel) {
        return true;
    }

    @Override
    public CompletableFuture<Void> send(VerificationMessage message) {
        log.warn("not sent by {} to {}: {}", message.channel().text(), message.to(), message.text());
        return CompletableFuture.completedFuture(null);
    }
}
