package dev.doubletick.sdk;

import dev.doubletick.sdk.internal.AccountCalls;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What can be done to this phone's account on the server: {@code phone.account().delete()}. Each call asks the registration
 * service, and so needs a network.
 *
 * <p>Every method may be called on any thread. Futures fail as those of {@link Doubletick} do; if one fails, nothing was changed.
 * A {@link ProblemException} with status 401 says that this phone's credential is not good any more.
 */
public final class AccountActions {

    private final AccountCalls calls;

    AccountActions(AccountCalls calls) {
        this.calls = calls;
    }

    /** What the server says about it. */
    public CompletableFuture<AccountInfo> info() {
        return calls.info();
    }

    /**
     * From now on it takes this PIN, beside a code, to register the number on another phone: who gets hold of the SIM card does not
     * get the account. It opens by itself when this phone has not been connected for 7 days. Takes the place of any other.
     *
     * @param pin 6 to 20 digits; the user has to remember it
     */
    public CompletableFuture<Void> setRegistrationLock(String pin) {
        return calls.setRegistrationLock(pin);
    }

    /** A code alone is enough again. */
    public CompletableFuture<Void> removeRegistrationLock() {
        return calls.removeRegistrationLock();
    }

    /** Who may see and do what. */
    public CompletableFuture<Privacy> privacy() {
        return calls.privacy();
    }

    /**
     * Sets who may see and do what. If it says {@link Privacy.Audience#CONTACTS} somewhere, the registered contacts of the last {@link
     * Contacts#sync} are told to the server before; if it no longer does, the server forgets them. With {@link
     * Privacy.Audience#NOBODY} for seen receipts, this phone does not show those of others either ({@link
     * Doubletick#setSeenReceipts}).
     */
    public CompletableFuture<Privacy> setPrivacy(Privacy privacy) {
        return calls.setPrivacy(privacy);
    }

    /** The devices that may connect as this account. */
    public CompletableFuture<List<AccountDevice>> devices() {
        return calls.devices();
    }

    /**
     * Takes a device's credential away. If it is this one, it is {@linkplain ConnectionState.Kind#CREDENTIAL_REFUSED cut off} within a
     * second; the history stays.
     */
    public CompletableFuture<Void> revokeDevice(String id) {
        return calls.revokeDevice(id);
    }

    /**
     * Everything that the server holds about the account.
     *
     * @return JSON, for the user to keep
     */
    public CompletableFuture<String> export() {
        return calls.export();
    }

    /**
     * Deletes the account: on the server, with everything that waits there, and then everything on this phone, as {@link #wipe} does.
     * Disconnects first. If the server cannot be reached or refuses, nothing is deleted, and the phone connects again if it was
     * connected. (Should only the server's answer get lost, the account is gone all the same: the next call then fails with status 401,
     * and {@link #wipe} does the rest.)
     */
    public CompletableFuture<Void> delete() {
        return calls.delete();
    }

    /**
     * Disconnects and deletes everything on this phone: account, messages, contacts, settings. The account stays on the server, and
     * what is queued here is lost. Needs no network. The same {@link Doubletick} can register anew afterwards.
     */
    public CompletableFuture<Void> wipe() {
        return calls.wipe();
    }
}
