package dev.doubletick.sample.phones.app;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.wording.Wording;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.Verification;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The first two screens of a new phone: which number, and the code from the SMS. */
public final class Registration {

    private final Doubletick sdk;
    private final Runnable changed;
    private final Consumer<PhoneNumber> registered;
    private String number;
    private Optional<Verification> verification = Optional.empty();
    private Optional<String> error = Optional.empty();
    private boolean busy;

    /**
     * @param suggested the number of this phone's SIM card
     * @param registered is told when all is done
     */
    Registration(Doubletick sdk, String suggested, Runnable changed, Consumer<PhoneNumber> registered) {
        this.sdk = sdk;
        this.number = suggested;
        this.changed = changed;
        this.registered = registered;
    }

    /** Asks for a code. */
    public void requestCode(String phone) {
        number = phone.strip();
        run(sdk.register(number), sent -> verification = Optional.of(sent));
    }

    /** Shows the code. */
    public void enterCode(String code) {
        verification.ifPresent(sent -> run(sdk.verify(sent.id(), code.strip()), registered));
    }

    /** Back to the number. */
    public void startOver() {
        verification = Optional.empty();
        error = Optional.empty();
        changed.run();
    }

    private <T> void run(CompletableFuture<T> request, Consumer<T> next) {
        busy = true;
        error = Optional.empty();
        changed.run();
        var unused = request.whenComplete((result, failure) -> {
            busy = false;
            if (failure == null) {
                next.accept(result);
            } else {
                error = Optional.of(Wording.error(failure));
            }
            changed.run();
        });
    }

    /** The number as it was last written. */
    public String number() {
        return number;
    }

    public boolean isCodeSent() {
        return verification.isPresent();
    }

    public Optional<String> error() {
        return error;
    }

    /** Whether an answer of the server is awaited. */
    public boolean isBusy() {
        return busy;
    }
}
