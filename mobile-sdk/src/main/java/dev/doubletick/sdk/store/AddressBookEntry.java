package dev.doubletick.sdk.store;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What the server said about one number of the address book. An immutable value. */
public final class AddressBookEntry {

    private final String number;
    private final String region;
    private final Optional<PhoneNumber> phone;
    private final boolean valid;
    private final Instant checkedAt;

    private AddressBookEntry(
            String number, String region, Optional<PhoneNumber> phone, boolean valid, Instant checkedAt) {
        this.number = number;
        this.region = region;
        this.phone = phone;
        this.valid = valid;
        this.checkedAt = checkedAt;
    }

    /**
     * @param number as the address book has it
     * @param region which country's it was taken for if it is a national one
     * @param phone who it is; empty: not registered
     * @param valid whether it can be a phone number at all
     * @param checkedAt when the server said so, to the millisecond
     */
    public static AddressBookEntry of(
            String number, String region, Optional<PhoneNumber> phone, boolean valid, Instant checkedAt) {
        return new AddressBookEntry(number, region, phone, valid, checkedAt);
    }

    public String number() {
        return number;
    }

    public String region() {
        return region;
    }

    public Optional<PhoneNumber> phone() {
        return phone;
    }

    public boolean isValid() {
        return valid;
    }

    public Instant checkedAt() {
        return checkedAt;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof AddressBookEntry)) {
            return false;
        }
        AddressBookEntry other = (AddressBookEntry) o;
        return number.equals(other.number)
                && region.equals(other.region)
                && phone.equals(other.phone)
                && valid == other.valid
                && checkedAt.equals(other.checkedAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, region, phone, valid, checkedAt);
    }

    /** Without the number. */
    @Override
    public String toString() {
        return (phone.isPresent() ? "registered" : valid ? "not registered" : "invalid") + ", checked at " + checkedAt;
    }
}
