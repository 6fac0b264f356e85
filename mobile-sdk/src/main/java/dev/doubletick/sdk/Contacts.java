package dev.doubletick.sdk;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.internal.ContactCalls;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Who of the user's address book is registered, and whom the user has blocked: {@code phone.contacts()}.
 *
 * <p>Every method may be called on any thread. Futures fail as those of {@link Doubletick} do.
 */
public final class Contacts {

    private final ContactCalls calls;

    Contacts(ContactCalls calls) {
        this.calls = calls;
    }

    /**
     * Finds out who of the address book is registered. Hand over the whole of it, as it is, each time that it has changed, and
     * once a day: the server is asked only about numbers that are new, and about others after some time (a week for those that are
     * not registered, two for those that are, a month for what is no phone number). What it says is kept in the database; numbers
     * that are not in the address book any more are forgotten. {@link DoubletickListener#onContactsRegistered} hears of those who
     * were not known to be registered.
     *
     * <p>The server does not keep what it is asked. Only while a {@link Privacy} setting says {@link Privacy.Audience#CONTACTS} it is
     * told which registered numbers are in the address book, and of changes, because it has to know whom to let through.
     *
     * <p>The server limits how many numbers may be looked up (some thousand in five days). Beyond, the future fails with a {@link
     * ProblemException} whose {@link ProblemException#retryAfter} says when to try again; what was found until then is kept, and the
     * next call goes on from there.
     *
     * @param numbers phone numbers in any format
     * @param defaultRegion the country of numbers that are written without one, as in ISO 3166-1 alpha-2: {@code DE}. The SIM card's,
     *     normally
     * @return those who are registered, in the order of the address book
     */
    public CompletableFuture<List<Contact>> sync(Collection<String> numbers, String defaultRegion) {
        return calls.sync(numbers, defaultRegion);
    }

    /** Those who were registered at the last {@link #sync}. Needs no network. */
    public CompletableFuture<List<Contact>> registered() {
        return calls.registered();
    }

    /**
     * Blocks a number, within a second and until {@link #unblock}. It reaches this phone no more, whatever it sends, and sees neither
     * presence nor receipts; it is not told, and what it sends meanwhile never arrives. Its conversation stays as it is, and nothing
     * can be sent there ({@link BlockedException}). Needs a network: if the future fails, it is not blocked.
     */
    public CompletableFuture<Void> block(PhoneNumber phone) {
        return calls.block(phone);
    }

    /** Ends that. Does nothing if the number is not blocked. */
    public CompletableFuture<Void> unblock(PhoneNumber phone) {
        return calls.unblock(phone);
    }

    /**
     * Whom this account has blocked. The server is asked only if that is not known yet: the first time after a registration.
     *
     * @return the one who was blocked last first
     */
    public CompletableFuture<List<PhoneNumber>> blocked() {
        return calls.blocked();
    }
}
