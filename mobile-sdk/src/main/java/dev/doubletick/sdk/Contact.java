package dev.doubletick.sdk;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Objects;

/** Somebody in the address book who is registered. An immutable value. */
public final class Contact {

    private final String number;
    private final PhoneNumber phone;

    private Contact(String number, PhoneNumber phone) {
        this.number = number;
        this.phone = phone;
    }

    public static Contact of(String number, PhoneNumber phone) {
        return new Contact(number, phone);
    }

    /** The number as the address book has it: by it the app finds the name. */
    public String number() {
        return number;
    }

    /** Whom to write to. */
    public PhoneNumber phone() {
        return phone;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Contact && number.equals(((Contact) o).number) && phone.equals(((Contact) o).phone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, phone);
    }

    /** {@linkplain PhoneNumber#masked() Masked}. */
    @Override
    public String toString() {
        return "contact " + phone.masked();
    }
}
